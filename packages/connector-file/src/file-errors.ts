import { type EntryFailure, type ErrorCode, SyncError } from '@bilag/core';

/** The system's own name of an error, such as `ENOSPC`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Turns these errors into `undefined`. */
export function unless(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (codes.includes(codeOf(error) ?? '')) return undefined;
    throw error;
  };
}

/** The system refused before it did anything. Any other error, such as `EIO` of a network drive, may come after the deed. */
const refusals: ReadonlySet<string> = new Set(
  'EACCES EPERM EROFS ENOSPC EDQUOT EFBIG EMFILE ENFILE EMLINK ENOENT ENOTDIR EISDIR ELOOP EXDEV EBUSY EINVAL ENOSYS ENOTSUP EOPNOTSUPP'.split(
    ' ',
  ),
);

/** Whether the operation that failed has surely changed nothing. */
export function isRefusal(error: unknown): boolean {
  return refusals.has(codeOf(error) ?? '');
}

const denials: readonly string[] = ['EACCES', 'EPERM', 'EROFS'];

const explanations: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EXDEV: 'its folders are on different disks',
  EOPNOTSUPP: 'the file system has no hard links',
  ENOTSUP: 'the file system has no hard links',
};

/** Any error while working on the export folder as a `SyncError`, without the path: that is the operator's own matter. */
export function fileError(error: unknown): SyncError {
  if (error instanceof SyncError) return error;
  const code = codeOf(error);
  if (code === undefined) return SyncError.from(error);
  const isDenied = denials.includes(code);
  const why = isDenied ? 'the service may not write there' : (explanations[code] ?? 'the system reports an error');
  const message = `The export folder cannot be used: ${why} (${code}).`;
  return new SyncError(isDenied ? 'ERP_PERMISSION_DENIED' : 'ERP_UNAVAILABLE', message, { cause: error });
}

/** What went wrong, for the one voucher or receipt that it concerns. */
export function failureOf(error: unknown): EntryFailure {
  const { code, message } = fileError(error);
  return { code, message };
}

/** The same in the words of an answer that may have been lost: an outcome in doubt needs a code that says so. */
export function doubtOf(error: unknown): EntryFailure {
  const { code, message } = fileError(error);
  return { code: code === 'ERP_TIMEOUT' ? code : 'ERP_REPLY_LOST', message };
}

/** A failure in its own words. */
export const failed = (code: ErrorCode, message: string): EntryFailure => ({ code, message });
