interface ForeignTextProps {
  readonly children: string;
  /** Whether it is in the reader's language, as the service's own explanations are. */
  readonly isTranslated?: boolean;
}

/**
 * What the service or an accounting system wrote, letter by letter. Shown as text whatever it looks like; kept apart from what stands around it, whichever
 * way it is written, and spoken as English, which such texts mostly are.
 */
export function ForeignText({ children, isTranslated = false }: ForeignTextProps) {
  return (
    <bdi lang={isTranslated ? undefined : 'en'} className="foreign">
      {children}
    </bdi>
  );
}
