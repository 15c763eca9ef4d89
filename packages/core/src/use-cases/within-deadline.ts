import { SyncError } from '../errors/sync-error.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * Makes a call that is given up at its deadline, or earlier when `giveUp` fires, also when it ignores its signal: a connector that hangs must not hold up
 * the worker.
 * @throws {SyncError} `ERP_TIMEOUT`; what was asked for may still happen.
 */
export async function withinDeadline<T>(
  clock: Clock,
  afterMs: number,
  call: (signal: AbortSignal) => Promise<T>,
  giveUp?: AbortSignal,
): Promise<T> {
  const deadline = clock.deadline(afterMs);
  // Not `AbortSignal.any`: what listens to it is kept for as long as `giveUp` lives, and that is as long as the process.
  const over = new AbortController();
  const end = () => over.abort();
  const reasons = giveUp === undefined ? [deadline.signal] : [deadline.signal, giveUp];
  if (reasons.some(({ aborted }) => aborted)) end();
  for (const it of reasons) it.addEventListener('abort', end);
  try {
    return await Promise.race([call(over.signal), rejectionAt(over.signal)]);
  } finally {
    for (const it of reasons) it.removeEventListener('abort', end);
    deadline.cancel();
  }
}

function rejectionAt(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const late = () => reject(new SyncError('ERP_TIMEOUT', 'No answer before the deadline.'));
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
  });
}
