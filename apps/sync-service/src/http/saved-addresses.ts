import { SyncError } from '@bilag/core';

/**
 * Lets saved credentials go only where they go already: whoever could send them to an address of their own would be shown them.
 * @throws {SyncError} `INVALID_CREDENTIALS_FORM` when the settings name an address that the saved ones do not.
 */
export function assertSavedAddresses(settings: unknown, saved: unknown): void {
  const known = new Set(textsIn(saved));
  if (textsIn(settings).every((it) => !isAddress(it) || known.has(it))) return;
  throw new SyncError('INVALID_CREDENTIALS_FORM', 'Saved credentials are not sent to an address that is not saved.', {
    field: 'credentials',
  });
}

/** Whatever a URL parser finds a host in, such as `https:example.com`, besides all that looks like an address. */
const isAddress = (text: string) => text.includes('://') || (URL.parse(text)?.host ?? '') !== '';

/** Every text at any depth. A loop, because settings may be deeper than the stack. */
function textsIn(value: unknown): readonly string[] {
  const texts: string[] = [];
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') texts.push(next);
    else if (next !== null && typeof next === 'object') for (const it of Object.values(next)) open.push(it ?? null);
  }
  return texts;
}
