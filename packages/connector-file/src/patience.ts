import { SyncError } from '@bilag/core';

/**
 * The end of the work, or a `SyncError` `ERP_TIMEOUT` when the signal fires first: a drive that hangs cannot be interrupted, only left. Work that goes on
 * behind it has to ask the signal before it writes anything more.
 */
export async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const leave = () =>
    late.reject(new SyncError('ERP_TIMEOUT', 'The export folder did not answer before the deadline.'));
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race(signal.aborted ? [late.promise] : [late.promise, work()]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
