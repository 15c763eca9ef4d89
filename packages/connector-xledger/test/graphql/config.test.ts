import type { ConnectorHost } from '@bilag/core';
import { expect, test } from 'vitest';
import { graphqlProfile } from '../../src/graphql/graphql-profile.ts';
import { xledgerConnector } from '../../src/index.ts';
import { developmentHost } from '../support/harness.ts';
import { settings } from './support/harness.ts';

const production: ConnectorHost = { extraCaCertificates: [], allowLoopback: false };
const good = { ...settings, endpoint: 'https://www.xledger.net/graphql' };
const credentials = { apiToken: 'bm9ib2R5' };

const open = (config: { settings?: unknown; credentials?: unknown }, host = production) =>
  graphqlProfile.open({ settings: good, credentials, ...config }, host);

test('the plugin says what it is and hides its secret in forms', () => {
  expect(xledgerConnector).toMatchObject({ name: 'xledger', title: 'Xledger' });
  const graphql = xledgerConnector.profiles.find(({ name }) => name === 'graphql');
  expect(graphql?.credentialsSchema).toMatchObject({
    required: ['apiToken'],
    properties: { apiToken: { writeOnly: true } },
  });
  expect(graphql?.settingsSchema).toMatchObject({
    required: ['profile', 'endpoint', 'dimensions', 'ledgerId'],
    properties: { profile: { const: 'graphql' } },
  });
});

test('opening makes no request, and what is left out has the times of the real Xledger', () => {
  const { profile, endpoint, ledgerId, dimensions } = good;
  expect(open({ settings: { profile, endpoint, ledgerId, dimensions } }).traits).toEqual({
    duplicateGuard: 'look-up',
    longestOperationMs: 70_000,
    longestLookUpMs: 370_000,
    masterDataRestMs: 1_800_000,
    settlingMs: 1_800_000,
    bookingPollMs: 900_000,
    maxVouchersPerCall: 250,
    maxLinesPerCall: 500,
    maxReferencesPerLookUp: 500,
    monthlyAllowance: { requests: 5_000, megabytesUp: 1_000, megabytesDown: 1_000 },
  });
});

test('the month holds as many requests as the contract with Xledger says, and receipts are taken only when asked for', () => {
  const gateway = open({ settings: { ...good, monthlyRequests: 20_000, receipts: true } });
  expect(gateway.traits.monthlyAllowance).toEqual({ requests: 20_000, megabytesUp: 1_000, megabytesDown: 1_000 });
  expect(gateway.receipts?.maxBytes).toBe(10_000_000);
  expect(open({}).receipts).toBeUndefined();
});

test.each([
  ['no settings', undefined, 'settings'],
  ['an unknown setting', { ...good, retries: 3 }, 'settings'],
  ['another profile', { ...good, profile: 'rest' }, 'settings.profile'],
  ['no address', { ...good, endpoint: undefined }, 'settings.endpoint'],
  ['no dimensions', { ...good, dimensions: undefined }, 'settings.dimensions'],
  ['an unknown place', { ...good, dimensions: { costCenter: 'glObject6' } }, 'settings.dimensions.costCenter'],
  ['a place used twice', { ...good, dimensions: { a: 'project', b: 'project' } }, 'settings.dimensions.b'],
  ['a dimension with an odd name', { ...good, dimensions: { 'a b': 'project' } }, 'settings.dimensions'],
  ['a source that is no code', { ...good, transactionSource: '' }, 'settings.transactionSource'],
  ['a job level that is no number', { ...good, jobLevel: '1' }, 'settings.jobLevel'],
  ['no entity', { ...good, ledgerId: undefined }, 'settings.ledgerId'],
  ['an entity that is no id', { ...good, ledgerId: 'NBF' }, 'settings.ledgerId'],
  ['an unknown time', { ...good, timing: { pauseMs: 1 } }, 'settings.timing'],
  ['a time of zero', { ...good, timing: { settlingMs: 0 } }, 'settings.timing.settlingMs'],
  [
    'a wait that lets one call last an hour',
    { ...good, timing: { requestTimeoutMs: 600_001 } },
    'settings.timing.requestTimeoutMs',
  ],
  ['a month of no requests', { ...good, monthlyRequests: 0 }, 'settings.monthlyRequests'],
  ['receipts that are neither on nor off', { ...good, receipts: 'yes' }, 'settings.receipts'],
  ['an owner set that Xledger has not', { ...good, ownerSet: 'OURS' }, 'settings.ownerSet'],
  ['a time as text', { ...good, timing: { requestTimeoutMs: '60000' } }, 'settings.timing.requestTimeoutMs'],
])('%s is refused by its name', (_what, value, field) => {
  expect(() => open({ settings: value })).toThrow(expect.objectContaining({ code: 'INVALID_SETTINGS', field }));
});

test.each([
  'http://www.xledger.net/graphql',
  'https://www.xledger.net:8443/graphql',
  'https://user:secret@www.xledger.net/graphql',
  'https://www.xledger.net/graphql?token=x',
  'https://xledger.net.example.com/graphql',
  'https://evilxledger.net/graphql',
  'https://127.0.0.1/graphql',
  'https://localhost/graphql',
  'https://[::1]/graphql',
  'https://10.0.0.1/graphql',
  'ftp://www.xledger.net/graphql',
  'www.xledger.net',
])('%s is no address of Xledger', (endpoint) => {
  expect(() => open({ settings: { ...good, endpoint } })).toThrow(
    expect.objectContaining({
      code: 'INVALID_SETTINGS',
      field: 'settings.endpoint',
      message: expect.not.stringContaining(endpoint),
    }),
  );
});

test.each(['http://127.0.0.1:8080/x', 'http://localhost/x', 'https://[::1]:1/x', 'https://demo.xledger.net/graphql'])(
  '%s may be used where loopback is allowed',
  (endpoint) => {
    expect(() => open({ settings: { ...good, endpoint } }, developmentHost)).not.toThrow();
  },
);

test('loopback allowed does not allow another network', () => {
  for (const endpoint of ['http://10.0.0.1/x', 'http://www.xledger.net/graphql', 'https://example.com/x']) {
    expect(() => open({ settings: { ...good, endpoint } }, developmentHost)).toThrow('The address of Xledger');
  }
});

test.each([
  ['no credentials', undefined],
  ['no token', {}],
  ['a token with a line break', { apiToken: 'bm9i\nb2R5' }],
  ['a token with the word before it', { apiToken: 'token bm9ib2R5' }],
  ['a token that is cut off', { apiToken: 'bm9ib2R5x' }],
])('%s is refused without repeating it', (_what, value) => {
  expect(() => open({ credentials: value })).toThrow(
    expect.objectContaining({
      code: 'INVALID_CREDENTIALS_FORM',
      field: 'credentials.apiToken',
      message: expect.not.stringContaining('bm9'),
    }),
  );
});

test('a credential of another connector is refused', () => {
  expect(() => open({ credentials: { ...credentials, clientSecret: 'x' } })).toThrow(
    expect.objectContaining({ code: 'INVALID_CREDENTIALS_FORM', field: 'credentials' }),
  );
});
