import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { aVerifier, type Claims, goodClaims, handmade, now, signed } from './support/http-tokens.ts';

const secret = randomBytes(32);
const verify = aVerifier({ secret });
const refusal = { name: 'SyncError', code: 'AUTHENTICATION_REQUIRED' };

test('a token says who is asking, in which role and for which organizations', async () => {
  expect(await verify(await signed(secret))).toEqual({
    subject: 'approving-app',
    role: 'service',
    organizations: new Set(['nbf']),
    untilMs: (now + 540) * 1_000,
  });
  const many = await verify(await signed(secret, { organization_ids: ['hlf', 'nbf'] }));
  expect(many.organizations).toEqual(new Set(['nbf', 'hlf']));
  const global = await verify(await signed(secret, { role: 'global_admin', organization_id: undefined }));
  expect(global.organizations).toBe('all');
});

test.each<[string, Claims]>([
  ['has expired', { exp: now - 31, iat: now - 60 }],
  ['never expires', { exp: undefined }],
  ['expires as a text', { exp: `${now + 60}` }],
  ['does not say when it was issued', { iat: undefined }],
  ['was issued in the future', { iat: now + 31 }],
  ['was issued as a text', { iat: `${now}` }],
  ['lives longer than an hour', { exp: now + 3_541 }],
  ['was issued an hour and more ago', { iat: now - 3_631, exp: now + 10 }],
  ['lives for ever', { exp: 1e308 }],
  ['is not valid yet', { nbf: now + 31 }],
  ['has another issuer', { iss: 'https://sign-in.example.com' }],
  ['has no issuer', { iss: undefined }],
  ['has another audience', { aud: 'another-service' }],
  ['has no audience', { aud: undefined }],
  ['has no subject', { sub: undefined }],
  ['has an empty subject', { sub: '' }],
  ['has a subject with a line feed', { sub: 'app\nadmin' }],
  ['has a subject of 201 characters', { sub: 'x'.repeat(201) }],
  ['has no role', { role: undefined }],
  ['has an unknown role', { role: 'owner' }],
  ['has a role that every object inherits', { role: 'constructor' }],
  ['has a list of roles', { role: ['service', 'global_admin'] }],
  ['has no organization', { organization_id: undefined }],
  ['has an empty list of organizations', { organization_id: undefined, organization_ids: [] }],
  ['has an organization that nothing can be called', { organization_id: '*' }],
  ['has a list of organizations as a text', { organization_id: undefined, organization_ids: 'nbf' }],
  ['has 1,001 organizations', { organization_ids: Array.from({ length: 1_001 }, (_, at) => `o${at}`) }],
  ['is an org admin’s without an organization', { role: 'org_admin', organization_id: undefined }],
  ['is an org admin’s for several', { role: 'org_admin', organization_ids: ['hlf'] }],
])('DOD-6 a token that %s is refused', async (_what, change) => {
  await expect(verify(await signed(secret, change))).rejects.toMatchObject(refusal);
});

test('the clocks of both sides may differ by half a minute, and a token may live exactly an hour', async () => {
  const edges: Claims[] = [{ exp: now - 29, iat: now - 60 }, { iat: now + 29 }, { iat: now - 1, exp: now + 3_599 }];
  for (const it of edges) await expect(verify(await signed(secret, it))).resolves.toMatchObject({ role: 'service' });
});

test.each<[string, (good: string) => string]>([
  ['is garbage', () => 'a.b.c'],
  ['has no signature', (good) => good.slice(0, good.lastIndexOf('.') + 1)],
  ['has another’s signature', (good) => `${good.slice(0, -4)}AAAA`],
  [
    'has other claims under its signature',
    (good) => {
      const [head = '', , signature = ''] = good.split('.');
      return `${head}.${Buffer.from(JSON.stringify({ ...goodClaims, role: 'global_admin' })).toString('base64url')}.${signature}`;
    },
  ],
  ['is signed with «none»', () => handmade({ alg: 'none' }, goodClaims, '')],
  ['is signed with «None»', () => handmade({ alg: 'None' }, goodClaims)],
  ['has no algorithm', () => handmade({ typ: 'JWT' }, goodClaims)],
  ['has a header that is a list', () => handmade([], goodClaims)],
  ['has claims that are a text', () => handmade({ alg: 'HS256' }, 'claims')],
  ['demands an extension', () => handmade({ alg: 'HS256', crit: ['exp'], exp: 1 }, goodClaims)],
  ['brings its own key', () => handmade({ alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } }, goodClaims)],
])('DOD-6 a token that %s is refused', async (_what, change) => {
  await expect(verify(change(await signed(secret)))).rejects.toMatchObject(refusal);
});

test.each(['HS384', 'HS512'])('DOD-6 a token signed with %s is refused, also with the right secret', async (alg) => {
  const long = randomBytes(64);
  await expect(aVerifier({ secret: long })(await signed(long, {}, { alg }))).rejects.toMatchObject(refusal);
});

test('a token as the docs show it is taken, and one without a claim that they ask for is not', async () => {
  const docs = await readFile(new URL('../../../docs/api-for-services.md', import.meta.url), 'utf8');
  const [, section = ''] = /## The token\n(.*?)\n## /s.exec(docs) ?? [];
  const [, payload = '{}'] = /```json\n(.*?)```/s.exec(section) ?? [];
  const shown: Claims = { organization_id: undefined, ...JSON.parse(payload), iat: now, exp: now + 3_600 };
  const { role, organizations } = await verify(await signed(secret, shown));
  expect({ role, organizations }).toEqual({ role: 'service', organizations: new Set(['nbf', 'hlf']) });
  const rows = [...section.matchAll(/^\| `(\w+)` \| (yes|no|for `org_admin`) \|/gm)];
  const claims = rows.map(([, claim = '', required]) => ({ claim, required }));
  expect(claims.map((it) => it.claim)).toEqual(expect.arrayContaining(Object.keys(shown)));
  const found = claims.map(async ({ claim }) => {
    const without = await signed(secret, { ...shown, organization_id: 'nbf', [claim]: undefined });
    const isTaken = await verify(without).then(
      () => true,
      () => false,
    );
    return { claim, isTaken };
  });
  expect(await Promise.all(found)).toEqual(
    claims.map(({ claim, required }) => ({ claim, isTaken: required !== 'yes' })),
  );
});

test('DOD-6 a refusal repeats nothing of the token', async () => {
  const token = await signed(secret, { role: 'secret-role', sub: 'secret-subject' });
  const error: unknown = await verify(token).catch((it: unknown) => it);
  expect(JSON.stringify(error) + String(error)).not.toMatch(/secret-|eyJ/);
});
