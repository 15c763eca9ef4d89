import { SyncError } from '@bilag/core';

const version = 'r1:';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where a list of records goes on, as a text that promises nothing about its inside. */
export function cursorAfter(recordId: string): string {
  return Buffer.from(version + recordId).toString('base64url');
}

/** @throws {SyncError} `VALIDATION_FAILED` for a text that no list has given out. */
export function recordIdOfCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  const recordId = text.slice(version.length);
  if (text.startsWith(version) && uuid.test(recordId) && cursorAfter(recordId) === cursor) return recordId;
  throw unknownCursor();
}

/** Where a list that is numbered goes on. */
export function positionCursor(position: number): string {
  return Buffer.from(`p1:${position}`).toString('base64url');
}

/** @throws {SyncError} `VALIDATION_FAILED` for a text that no list has given out. */
export function positionOfCursor(cursor: string): number {
  const [, digits] = /^p1:([1-9]\d{0,8})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (digits !== undefined && positionCursor(Number(digits)) === cursor) return Number(digits);
  throw unknownCursor();
}

/** The answer for a cursor that this list has not given out. */
export function unknownCursor(): SyncError {
  return new SyncError('VALIDATION_FAILED', '«cursor» is not one that this list has given out.', { field: 'cursor' });
}
