import { SyncError } from '@bilag/core';

/**
 * Failures of the way to the database, not of a statement: SQLSTATE classes 08 and 57P, too many or refused connections, waits that
 * were given up, and those of the socket.
 */
const awayCodes =
  /^(08\w{3}|57P\w{2}|57014|53300|55000|55P03|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|EAI_AGAIN)$/;
const awayMessages =
  /timeout exceeded when trying to connect|connection terminated|client has encountered a connection error|query read timeout/i;

/**
 * A store whose calls fail with `NOT_READY`, which says to try again, while the database is away. Every other failure stays what it is. A write that
 * was under way then may have been committed: whoever repeats it must be answered the same.
 */
export function sayingNotReady<Store extends object>(store: Store): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...parameters: unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(member, target, parameters);
        } catch (error) {
          throw isAway(error) ? new SyncError('NOT_READY', 'The database does not answer.', { cause: error }) : error;
        }
      };
    },
  });
}

/** Whether the failure is that of the way to the database. */
export function isAway(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || error instanceof SyncError || depth > 4) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const members: unknown[] = error instanceof AggregateError ? error.errors : [];
  return (
    awayCodes.test(code) ||
    awayMessages.test(error.message) ||
    [error.cause, ...members].some((it) => isAway(it, depth + 1))
  );
}
