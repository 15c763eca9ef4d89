import { type ReactNode, useEffect, useRef } from 'react';
import { isFirstPage } from './first-page.ts';

/**
 * A screen with its heading. Whoever comes from another screen is put at the heading, so that a screen reader says where one is and the Tab key goes on
 * from there; the browser's title says the same.
 */
export function Page({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Bilag`;
  }, [title]);
  useEffect(() => {
    if (!isFirstPage()) heading.current?.focus();
  }, []);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </>
  );
}
