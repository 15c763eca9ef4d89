import { SyncError } from '@bilag/core';

/** More than any connector has to be told, in bytes of JSON. A connector compares, copies and searches what it is given, on the thread that serves everybody. */
const longest = 64 * 1024;

/** @throws {SyncError} `INVALID_SETTINGS` or `INVALID_CREDENTIALS_FORM` when one of them is too large. */
export function assertFewBytes({
  settings,
  credentials,
}: {
  readonly settings: unknown;
  readonly credentials?: unknown;
}): void {
  if (isTooLarge(settings)) throw tooLarge('INVALID_SETTINGS', 'settings');
  if (isTooLarge(credentials)) throw tooLarge('INVALID_CREDENTIALS_FORM', 'credentials');
}

/** Counts without making the text. A loop, because a body may be deeper than the stack. */
function isTooLarge(whole: unknown): boolean {
  let bytes = 0;
  const open = [whole];
  while (open.length > 0 && bytes <= longest) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) {
      bytes += sizeOf(value);
      continue;
    }
    bytes += '[]'.length;
    for (const [name, it] of Object.entries(value)) {
      bytes += ','.length + (Array.isArray(value) ? 0 : sizeOf(name) + ':'.length);
      open.push(it);
    }
  }
  return bytes > longest;
}

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value ?? null));

const tooLarge = (code: 'INVALID_SETTINGS' | 'INVALID_CREDENTIALS_FORM', field: string) =>
  new SyncError(code, `«${field}» may have ${longest.toLocaleString('en')} bytes of JSON at most.`, { field });
