import { randomBytes } from 'node:crypto';
import { createVirtualClock } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { createKnownTokens } from '../src/http/known-tokens.ts';
import { createTokenVerifier } from '../src/http/token-verifier.ts';
import { now, rules, signed } from './support/http-tokens.ts';

const caller = { subject: 'app', role: 'service', organizations: new Set(['nbf']), untilMs: 0 } as const;

test('DOD-6 a token that was taken is refused once it has expired, and its neighbour with other bytes at once', async () => {
  const secret = randomBytes(32);
  const clock = createVirtualClock(new Date(now * 1_000));
  const verify = createTokenVerifier({ ...rules, secret }, clock);
  const token = await signed(secret);
  await verify(token);
  await expect(verify(`${token.slice(0, -4)}AAAA`)).rejects.toMatchObject({ code: 'AUTHENTICATION_REQUIRED' });
  clock.advance(500_000);
  await expect(verify(token)).resolves.toMatchObject({ subject: 'approving-app' });
  clock.advance(100_000);
  await expect(verify(token)).rejects.toMatchObject({ code: 'AUTHENTICATION_REQUIRED' });
});

test('a token is known from when it was verified until it expires, and not after the keys have changed', () => {
  const tokens = createKnownTokens();
  tokens.add('a.b.c', caller, { atMs: 1_000, untilMs: 2_000 });
  expect([1_000, 1_999].map((at) => tokens.find('a.b.c', at))).toEqual([caller, caller]);
  expect(tokens.find('a.b.d', 1_000)).toBeUndefined();
  tokens.forget();
  expect(tokens.find('a.b.c', 1_000)).toBeUndefined();
  for (const at of [999, 2_000]) {
    tokens.add('a.b.c', caller, { atMs: 1_000, untilMs: 2_000 });
    expect(tokens.find('a.b.c', at)).toBeUndefined();
  }
});

test('no more tokens are kept than the most that it may keep', () => {
  const tokens = createKnownTokens(2);
  for (const token of ['a', 'b', 'c']) tokens.add(token, caller, { atMs: 0, untilMs: 10 });
  expect(['a', 'b', 'c'].map((it) => tokens.find(it, 1))).toEqual([undefined, caller, caller]);
});
