import { unknownCursor } from './cursor.ts';
import { organizationIdPattern } from './schemas/values.ts';

const version = 'o1:';
const id = new RegExp(organizationIdPattern);

/** Where a list of organizations goes on, as a text that promises nothing about its inside. */
export function organizationCursor(organizationId: string): string {
  return Buffer.from(version + organizationId).toString('base64url');
}

/** @throws {SyncError} `VALIDATION_FAILED` for a text that no list has given out. */
export function organizationOfCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  const organizationId = text.slice(version.length);
  if (text.startsWith(version) && id.test(organizationId) && organizationCursor(organizationId) === cursor) {
    return organizationId;
  }
  throw unknownCursor();
}
