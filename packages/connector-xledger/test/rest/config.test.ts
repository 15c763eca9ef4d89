import { type ConnectorHost, openGateway } from '@bilag/core';
import { expect, test } from 'vitest';
import { xledgerConnector } from '../../src/index.ts';
import { developmentHost } from '../support/harness.ts';
import { settings } from './support/harness.ts';

const production: ConnectorHost = { extraCaCertificates: [], allowLoopback: false };
const baseUrl = 'https://xledger.example.no/api';
const good = { ...settings, baseUrl, tokenUrl: 'https://login.example.no/oauth2/token' };
const credentials = { clientId: 'bilag', clientSecret: 'a: secret+%' };

const open = (config: { settings?: unknown; credentials?: unknown }, host = production) =>
  openGateway(xledgerConnector, { settings: good, credentials, ...config }, host);

test('CFG-1 DOD-6 the profile says what it is and hides its secret in forms', () => {
  const rest = xledgerConnector.profiles.find(({ name }) => name === 'rest');
  expect(rest).toMatchObject({
    title: 'Xledger through a gateway (OAuth2 REST)',
    settingsSchema: {
      required: ['profile', 'baseUrl', 'tokenUrl', 'dimensions', 'ledgerId'],
      properties: { profile: { const: 'rest' } },
    },
    credentialsSchema: {
      required: ['clientId', 'clientSecret'],
      properties: { clientSecret: { writeOnly: true } },
    },
    mappingTargetsSchema: { required: ['ledgerAccount'] },
  });
  expect(rest?.credentialsSchema).not.toMatchObject({ properties: { clientId: { writeOnly: true } } });
});

test('opening makes no request, and what is left out has times that suit a gateway before Xledger', () => {
  const { timing: _none, ...rest } = good;
  expect(open({ settings: rest }).traits).toEqual({
    duplicateGuard: 'idempotency-key',
    longestOperationMs: 150_000,
    longestLookUpMs: 430_000,
    settlingMs: 300_000,
    bookingPollMs: 900_000,
    masterDataRestMs: 1_800_000,
    maxVouchersPerCall: 20,
    maxLinesPerCall: 10_000,
    maxReferencesPerLookUp: 50,
  });
});

test.each([
  ['no settings', null, 'settings.profile'],
  ['an unknown setting', { ...good, retries: 3 }, 'settings'],
  ['no address', { ...good, baseUrl: undefined }, 'settings.baseUrl'],
  ['no token address', { ...good, tokenUrl: undefined }, 'settings.tokenUrl'],
  ['an endless address', { ...good, baseUrl: `${baseUrl}${'/'.repeat(2_000)}a` }, 'settings.baseUrl'],
  ['an address that is none', { ...good, baseUrl: 7 }, 'settings.baseUrl'],
  ['a scope with a quote', { ...good, scope: 'a"b' }, 'settings.scope'],
  ['scopes with two spaces between them', { ...good, scope: 'a  b' }, 'settings.scope'],
  ['an endless scope', { ...good, scope: 'a'.repeat(1_001) }, 'settings.scope'],
  ['no dimensions', { ...good, dimensions: undefined }, 'settings.dimensions'],
  ['a dimension without a name', { ...good, dimensions: { costCenter: ' ' } }, 'settings.dimensions.costCenter'],
  ['a dimension used twice', { ...good, dimensions: { a: 'PROJECT', b: 'PROJECT' } }, 'settings.dimensions.b'],
  ['a dimension with an odd name', { ...good, dimensions: { 'a b': 'X' } }, 'settings.dimensions.a b'],
  ['no organisation', { ...good, ledgerId: undefined }, 'settings.ledgerId'],
  ['an organisation that is no id', { ...good, ledgerId: 31 }, 'settings.ledgerId'],
  ['a currency that nobody books in', { ...good, currency: 'XXX' }, 'settings.currency'],
  ['an unknown time', { ...good, timing: { pauseMs: 1 } }, 'settings.timing'],
  ['a time of zero', { ...good, timing: { settlingMs: 0 } }, 'settings.timing.settlingMs'],
  ['a time as text', { ...good, timing: { requestTimeoutMs: '60000' } }, 'settings.timing.requestTimeoutMs'],
])('%s is refused by its name', (_what, value, field) => {
  expect(() => open({ settings: value })).toThrow(expect.objectContaining({ code: 'INVALID_SETTINGS', field }));
});

const notPublic = [
  'http://xledger.example.no/api',
  'https://xledger.example.no:8443/api',
  'https://user:secret@xledger.example.no/api',
  'https://xledger.example.no/api?key=x',
  'https://xledger.example.no/api#x',
  'https://127.0.0.1/api',
  'https://2130706433/api',
  'https://0x7f.1/api',
  'https://[::1]/api',
  'https://[::ffff:127.0.0.1]/api',
  'https://10.0.0.1/api',
  'https://20.50.2.1/api',
  'https://[2603:1020:201:10::10f]/api',
  'https://localhost/api',
  'https://xledger/api',
  'https://xledger.localhost/api',
  'https://metadata.google.internal/api',
  'https://printer.local/api',
  'https://router.home.arpa/api',
  'https://xledger.example.no./api',
  'ftp://xledger.example.no/api',
  'file:///etc/passwd',
  'xledger.example.no',
];

test.each(notPublic)('%s is no address for vouchers or for a secret', (address) => {
  for (const field of ['baseUrl', 'tokenUrl']) {
    expect(() => open({ settings: { ...good, [field]: address } })).toThrow(
      expect.objectContaining({
        code: 'INVALID_SETTINGS',
        field: `settings.${field}`,
        message: expect.not.stringContaining('secret'),
      }),
    );
  }
});

test.each([
  'https://xledger.example.no',
  'https://XLEDGER.example.no/a/b/',
  'https://xn--blbr-roah.example.no/api',
  'https://a-b.c.example.com/api',
])('%s is one', (address) => {
  expect(() => open({ settings: { ...good, baseUrl: address } })).not.toThrow();
});

test('this machine may be used where loopback is allowed, and no other private one', () => {
  for (const address of ['http://127.0.0.1:4010/x', 'http://localhost/x', 'https://[::1]:1/x']) {
    expect(() => open({ settings: { ...good, baseUrl: address } }, developmentHost)).not.toThrow();
    expect(() => open({ settings: { ...good, baseUrl: address } })).toThrow('settings.baseUrl');
  }
  for (const address of ['http://10.0.0.1/x', 'http://xledger.example.no/x', 'https://10.0.0.1/x']) {
    expect(() => open({ settings: { ...good, baseUrl: address } }, developmentHost)).toThrow('settings.baseUrl');
  }
});

test.each([
  ['no credentials', undefined, 'credentials'],
  ['no client id', { clientSecret: 'hush' }, 'credentials.clientId'],
  ['an empty client id', { clientId: '', clientSecret: 'hush' }, 'credentials.clientId'],
  ['no secret', { clientId: 'bilag' }, 'credentials.clientSecret'],
  ['a secret with a line break', { clientId: 'bilag', clientSecret: 'hush\n' }, 'credentials.clientSecret'],
  ['a credential of another connector', { ...credentials, apiToken: 'hush' }, 'credentials'],
])('%s is refused without repeating it', (_what, value, field) => {
  expect(() => open({ credentials: value })).toThrow(
    expect.objectContaining({
      code: 'INVALID_CREDENTIALS_FORM',
      field,
      message: expect.not.stringContaining('hush'),
    }),
  );
});

test('as many dimensions as anybody writes are compared once each', () => {
  const dimensions = Object.fromEntries(Array.from({ length: 300_000 }, (_, at) => [`a${at}`, `b${at}`]));
  expect(() => open({ settings: { ...good, dimensions } })).not.toThrow();
});
