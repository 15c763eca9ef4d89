/** What was read or saved, with the tag by which a change is made to that and to nothing else. */
export interface Versioned<T> {
  readonly content: T;
  /** `undefined` where nothing is saved yet. */
  readonly etag: string | undefined;
}

/** An answer, with its tag. */
export const versionedOf = <T>({ body, headers }: { readonly body: T; readonly headers: Headers }): Versioned<T> => ({
  content: body,
  etag: headers.get('etag') ?? undefined,
});

/** The header that has a change refused when somebody else has made one since. */
export const onlyTo = (etag: string | undefined) => (etag === undefined ? {} : { 'if-match': etag });
