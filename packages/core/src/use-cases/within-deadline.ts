import { SyncError } from '../errors/sync-error.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * Makes a call that is given up at its deadline, also when it ignores its signal: a connector that hangs must not hold up the worker.
 * @throws {SyncError} `ERP_TIMEOUT`; what was asked for may still happen.
 */
export async function withinDeadline<T>(
  clock: Clock,
  afterMs: number,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = clock.deadline(afterMs);
  try {
    return await Promise.race([call(deadline.signal), rejectionAt(deadline.signal)]);
  } finally {
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
