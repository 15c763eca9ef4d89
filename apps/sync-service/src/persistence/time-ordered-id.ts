import { randomUUID } from 'node:crypto';

/** A UUID of version 7: time first, so that new rows lie together. @source https://www.rfc-editor.org/rfc/rfc9562#section-5.7 */
export function timeOrderedId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
