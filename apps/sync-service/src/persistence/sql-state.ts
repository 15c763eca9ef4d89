/** The SQLSTATE of a failure, also of one that a library has wrapped; empty when it has none. */
export function sqlStateOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return sqlStateOf(error.cause);
}
