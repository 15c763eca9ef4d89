import { canonicalJson, sha256Base32, sha256Hex } from '@bilag/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('a fingerprint', () => {
  test('is SHA-256 of the UTF-8 bytes', async () => {
    expect(await sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(await sha256Hex('blåbær')).toBe('6f1a4baa8c1c7537ba678df617a5e9256abcacb1056256b2e6f7d91c983ac531');
  });

  test('in base 32 is its first bits, and a shorter one begins a longer one', async () => {
    const whole = 'Q9W1DFWF077YMGA183F5VBH24ER06RD3JRBQN75M23ZP3WG02PP';
    for (const length of [1, 16, 18, 51]) expect(await sha256Base32('abc', length)).toBe(whole.slice(0, length));
  });
});

describe('canonical JSON', () => {
  test('is the same whatever order the fields were written in', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      }),
    );
  });

  test('says the same as the JSON it was made from, so different values differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('keeps the order of a list', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });
});
