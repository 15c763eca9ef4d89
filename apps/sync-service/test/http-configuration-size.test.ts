import { expect, test } from 'vitest';
import { expectProblem } from './support/http-problem.ts';
import { serviceOfThisFile } from './support/http-service.ts';
import { orgAdmin } from './support/service.ts';

const file = serviceOfThisFile();
const path = '/v1/organizations/nbf/integration';
const settings = {
  profile: 'rest',
  baseUrl: 'https://gateway.example.com',
  tokenUrl: 'https://gateway.example.com/token',
  ledgerId: '1',
  dimensions: {},
};
const credentials = { clientId: 'bilag', clientSecret: 'c2VjcmV0LW9mLWJpbGFn' };

const ways = [
  ['PUT', path],
  ['POST', `${path}/trial`],
  ['POST', `${path}/choices`],
] as const;
const send = ([method, address]: (typeof ways)[number], change: object) =>
  file.service.call(method, address, orgAdmin('nbf'), { connector: 'xledger', settings, credentials, ...change });

/** So many bytes as JSON, in other ways than by one long text. */
const big = {
  'a long text': 'x'.repeat(64 * 1024),
  'many letters of two bytes': 'ø'.repeat(32 * 1024),
  'many signs that JSON escapes': '\u0001'.repeat(11_000),
  'many names': Object.fromEntries(Array.from({ length: 8_000 }, (_, at) => [`name${at}`, 1])),
  'many numbers': Array.from({ length: 33_000 }, () => 1),
  'many empty lists': Array.from({ length: 22_000 }, () => []),
};

test.each(ways.flatMap((way) => Object.entries(big).map(([what, value]) => [way, what, value] as const)))(
  '%s takes no more than 64 KiB of settings or of credentials: %s',
  async (way, _what, value) => {
    const large = await send(way, { settings: { ...settings, dimensions: { costCenter: value } } });
    expectProblem(large, large.body, { status: 422, code: 'INVALID_SETTINGS', field: 'settings' });
    const secret = await send(way, { credentials: { ...credentials, clientSecret: value } });
    expectProblem(secret, secret.body, { status: 422, code: 'INVALID_CREDENTIALS_FORM', field: 'credentials' });
    expect(JSON.stringify([large.body, secret.body])).toMatch(/65,536 bytes.*65,536 bytes/);
  },
);
