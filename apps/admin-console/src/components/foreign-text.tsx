/**
 * What the service or an accounting system wrote, letter by letter. Shown as text whatever it looks like; kept apart from what stands around it, whichever
 * way it is written, and spoken as English, which such texts mostly are.
 */
export function ForeignText({ children }: { readonly children: string }) {
  return (
    <bdi lang="en" className="foreign">
      {children}
    </bdi>
  );
}
