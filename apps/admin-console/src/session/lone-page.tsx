import { type ReactNode, useEffect } from 'react';
import { LanguageChoice } from '../shell/language-choice.tsx';

/** A page without navigation: there is nowhere to go before signing in. */
export function LonePage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} – Bilag`;
  }, [title]);
  return (
    <main className="lone-page">
      <h1>{title}</h1>
      {children}
      <LanguageChoice />
    </main>
  );
}
