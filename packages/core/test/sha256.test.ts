import { sha256Hex } from '@bilag/core';
import { expect, test } from 'vitest';
import { sha256OfShort } from '../src/domain/sha256.ts';

test('a hash made at once is the platform’s own, for every length around the borders of its blocks', async () => {
  for (let length = 0; length <= 300; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 255);
    const expected = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    expect(sha256OfShort(bytes), `of ${length} bytes`).toEqual(expected);
  }
});

test('a long text is hashed as its bytes are, on whichever side of the border it lies', async () => {
  for (const length of [1_023, 1_024, 1_025, 5_000]) {
    const text = 'æ'.repeat(length);
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    expect(await sha256Hex(text)).toBe(Buffer.from(digest).toString('hex'));
  }
});
