import { type ReactNode, useEffect } from 'react';
import { IntlProvider } from 'react-intl';
import { usePreferences } from '../preferences/preferences.ts';
import type { Language } from './message-table.ts';
import { messagesIn } from './messages.ts';

/** How each language writes dates and amounts. */
const locales: Readonly<Record<Language, string>> = { nb: 'nb-NO', en: 'en-GB' };

const sentences: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  nb: messagesIn('nb'),
  en: messagesIn('en'),
};

/** Gives everything below it the reader's language, and says it to the browser too, so that a screen reader speaks it. */
export function TextProvider({ children }: { readonly children: ReactNode }) {
  const { language } = usePreferences();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <IntlProvider locale={locales[language]} messages={sentences[language]}>
      {children}
    </IntlProvider>
  );
}
