import { sqlStateOf } from './sql-state.ts';

/** The database cannot be reached, or does not let us in. The message shows neither address nor password. */
export class DatabaseUnavailable extends Error {
  constructor(code: string, options: ErrorOptions) {
    super(`The database cannot be used (${code}). Check its address, and that it runs.`, options);
    this.name = 'DatabaseUnavailable';
  }
}

/** Of the socket, SQLSTATE class 08, shutting down or starting, a refused sign-in, and a database that is not there. */
const unavailable = /^(E[A-Z]+|08...|57P0.|28...|3D000)$/;
/** What waiting does not mend. */
const refused = /^(28...|3D000)$/;

/** The failure, as {@link DatabaseUnavailable} if it is one. */
export function asUnavailable(error: unknown): unknown {
  const code = sqlStateOf(error);
  if (unavailable.test(code)) return new DatabaseUnavailable(code, { cause: error });
  return isTimeOut(error) || isNotMember(error)
    ? new DatabaseUnavailable(code || 'no answer', { cause: error })
    : error;
}

/** Whether we were not let in: the login, its password, or the database is the wrong one. */
export const isRefused = (error: unknown): boolean => refused.test(sqlStateOf(error)) || isNotMember(error);

/** A login that is no member of the service’s role is refused before it can ask anything. */
export const isNotMember = (error: unknown): boolean =>
  sqlStateOf(error) === '42501' && String(error).includes('set role');

const isTimeOut = (error: unknown) => error instanceof Error && /^timeout (expired|exceeded when)/.test(error.message);
