import { unknownCursor } from './cursor.ts';

/** An entry of the sync log, wherever it is. */
export interface LogPlace {
  readonly organizationId: string;
  readonly logId: string;
}

/** Where a list of the sync log goes on, as a text that promises nothing about its inside. */
export function syncLogCursor({ organizationId, logId }: LogPlace): string {
  return Buffer.from(`l1:${organizationId}:${logId}`).toString('base64url');
}

/** @throws {SyncError} `VALIDATION_FAILED` for a text that no list has given out. */
export function placeOfCursor(cursor: string): LogPlace {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, organizationId, logId] = /^l1:([a-z0-9][a-z0-9-]{0,62}):([1-9]\d{0,17})$/.exec(text) ?? [];
  if (organizationId === undefined || logId === undefined) throw unknownCursor();
  const place = { organizationId, logId };
  if (syncLogCursor(place) === cursor) return place;
  throw unknownCursor();
}
