import type { CalendarDate } from '../../domain/calendar-date.ts';
import { parseCalendarDate } from '../../domain/calendar-date.ts';
import { type ErrorCode, errorCodes } from '../../errors/error-codes.ts';
import { SyncError } from '../../errors/sync-error.ts';

/** The failure of a connector whose answer is not what the port promises. */
export function junk(what: string): SyncError {
  return new SyncError('CONNECTOR_FAULT', `The connector gave ${what} that is not one.`);
}

/** Whatever a connector threw, as a failure that everybody can rely on. */
export function trustworthy(error: unknown): SyncError {
  if (!(error instanceof SyncError)) return SyncError.from(error);
  const { code, message, field, retryAfterMs } = error;
  const isSound =
    isErrorCode(code) &&
    typeof message === 'string' &&
    (field === undefined || typeof field === 'string') &&
    (retryAfterMs === undefined || isWait(retryAfterMs));
  if (isSound) return error;
  return new SyncError('CONNECTOR_FAULT', 'The connector failed and did not say clearly why.', { cause: error });
}

/** @throws {SyncError} {@link junk}. */
export function asObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw junk(what);
}

/** @throws {SyncError} {@link junk}. */
export function asText(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw junk(what);
}

/** @throws {SyncError} {@link junk}. */
export function asFlag(value: unknown, what: string): boolean {
  if (typeof value === 'boolean') return value;
  throw junk(what);
}

/** @throws {SyncError} {@link junk} for anything but a whole number in the range. */
export function asInteger(value: unknown, what: string, from: number, to: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
  throw junk(`${what} from ${from} to ${to}`);
}

/** @throws {SyncError} {@link junk}. */
export function asList<T>(value: unknown, what: string, read: (item: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) throw junk(what);
  return value.map((item: unknown) => read(item));
}

/** @throws {SyncError} {@link junk}. */
export function asTable<T>(value: unknown, what: string, read: (item: unknown) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(asObject(value, what)).map(([key, item]) => [key, read(item)]));
}

/** @throws {SyncError} {@link junk} for a date that does not exist. */
export function asDate(value: unknown, what: string): CalendarDate {
  try {
    return parseCalendarDate(value);
  } catch {
    throw junk(what);
  }
}

/** @throws {SyncError} {@link junk}. */
export function asErrorCode(value: unknown): ErrorCode {
  if (isErrorCode(value)) return value;
  throw junk('an error code');
}

/** The field under its name, or nothing at all when it is absent: a field that is `undefined` is another thing than none. */
export function optional<K extends string, T>(
  key: K,
  value: unknown,
  read: (value: unknown) => T,
): { readonly [P in K]?: T } {
  if (value === undefined) return {};
  const field: { [P in K]?: T } = {};
  field[key] = read(value);
  return field;
}

const longestWaitMs = 86_400_000;

/** How long to wait, in milliseconds, a day at most. @throws {SyncError} {@link junk}. */
export function asWait(value: unknown): number {
  if (isWait(value)) return Math.min(Math.ceil(value), longestWaitMs);
  throw junk('a waiting time');
}

const isWait = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(errorCodes, value);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
