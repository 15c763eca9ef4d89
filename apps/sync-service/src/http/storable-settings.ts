import { SyncError } from '@bilag/core';

/**
 * Settings are what a connector’s schema says, and a schema may allow texts that no database holds: those with NUL or half of a surrogate pair.
 * @throws {SyncError} `INVALID_SETTINGS`.
 */
export function assertStorable(settings: unknown): void {
  // A loop, because a body may be deeper than the stack.
  const open = [settings];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') assertText(next);
    if (typeof next !== 'object' || next === null) continue;
    for (const [name, value] of Object.entries(next)) {
      assertText(name);
      open.push(value);
    }
  }
}

function assertText(text: string): void {
  if (!text.includes('\u0000') && text.isWellFormed()) return;
  throw new SyncError('INVALID_SETTINGS', 'A text has a character that cannot be stored.', { field: 'settings' });
}
