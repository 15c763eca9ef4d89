/** What a machine wrote, letter by letter, in a box of its own that the keyboard can scroll. Never anything but text. */
export function RawText({ label, children }: { readonly label: string; readonly children: string }) {
  return (
    <pre className="payload" lang="en" tabIndex={0} role="region" aria-label={label}>
      {children}
    </pre>
  );
}
