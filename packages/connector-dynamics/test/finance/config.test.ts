import { type ConnectorHost, profileOf, SyncError } from '@bilag/core';
import { describe, expect, test } from 'vitest';
import { type FinancePlace, parseSettings, scopeOf } from '../../src/finance/finance-settings.ts';
import { dynamicsPlugin } from '../../src/index.ts';

const outside: ConnectorHost = { allowLoopback: false, extraCaCertificates: [] };
const development: ConnectorHost = { allowLoopback: true, extraCaCertificates: [] };

const minimal = {
  profile: 'finance',
  environmentUrl: 'https://hlf.operations.dynamics.com',
  tenantId: 'hlf.example',
  company: 'HLF',
  journalName: 'GenJrn',
  dimensions: { costCenter: 'CostCenter' },
};

const refused = (change: object, host = outside) => {
  try {
    parseSettings({ ...minimal, ...change }, host);
  } catch (error) {
    if (error instanceof SyncError) return error;
  }
  throw new Error('It was not refused');
};

describe('settings', () => {
  test('what an administrator need not choose is Microsoft’s sign-in, kroner, patience and the plain format', () => {
    const axis = { holds: 'axis', axis: 'costCenter' };
    expect(parseSettings(minimal, outside)).toEqual({
      ...minimal,
      company: 'hlf',
      authorityHost: 'https://login.microsoftonline.com',
      accountFormat: { delimiter: '-', segments: [{ holds: 'main account' }, axis] },
      defaultDimensionFormat: { delimiter: '-', segments: [axis] },
      chartOfAccounts: undefined,
      payablesAccount: undefined,
      currency: 'NOK',
      timing: { requestTimeoutMs: 120_000, settlingMs: 1_200_000, bookingPollMs: 900_000, masterDataRestMs: 300_000 },
    });
  });

  test('the format says where each dimension stands, those included that are left empty', () => {
    const accountFormat = ['BusinessUnit', 'MainAccount', 'CostCenter'];
    expect(parseSettings({ ...minimal, accountFormat, delimiter: '|' }, outside).accountFormat).toEqual({
      delimiter: '|',
      segments: [{ holds: 'nothing of ours' }, { holds: 'main account' }, { holds: 'axis', axis: 'costCenter' }],
    });
  });

  test.each([
    'https://hlf.operations.eu.dynamics.com/',
    'https://hlf-uat.sandbox.operations.dynamics.com',
    'https://HLF.operations.dynamics.com',
    'https://hlfdev.cloudax.dynamics.com',
    'https://hlf.operations.dynamics.cn',
  ])('%s is an environment, and the token is for its name in lower case', (environmentUrl) => {
    const place: FinancePlace = parseSettings({ ...minimal, environmentUrl }, outside);
    expect(scopeOf(place)).toBe(`${environmentUrl.toLowerCase().replace(/\/$/, '')}/.default`);
  });

  test.each([
    ['profile', { profile: 'business-central' }],
    ['environmentUrl', { environmentUrl: undefined }],
    ['environmentUrl', { environmentUrl: 'http://hlf.operations.dynamics.com' }],
    ['environmentUrl', { environmentUrl: 'https://hlf.operations.dynamics.com.example.org' }],
    ['environmentUrl', { environmentUrl: 'https://operations.dynamics.com' }],
    ['environmentUrl', { environmentUrl: 'https://hlf.crm4.dynamics.com' }],
    ['environmentUrl', { environmentUrl: 'https://hlf.operations.dynamics.com/data' }],
    ['environmentUrl', { environmentUrl: 'https://hlf.operations.dynamics.com/?cmp=hlf' }],
    ['environmentUrl', { environmentUrl: 'https://127.0.0.1:4011/finance' }],
    ['tenantId', { tenantId: 'a/../b' }],
    ['company', { company: "h'f" }],
    ['company', { company: 'longer' }],
    ['journalName', { journalName: ' GenJrn' }],
    ['journalName', { journalName: 'Gen\nJrn' }],
    ['dimensions', { dimensions: ['CostCenter'] }],
    ['dimensions', { dimensions: { costCenter: 'A', project: 'a' } }],
    ['dimensions.costCenter', { dimensions: { costCenter: '' } }],
    ['accountFormat', { dimensions: { costCenter: 'CostCenter', project: 'Project' } }],
    ['accountFormat', { accountFormat: 'MainAccount-CostCenter' }],
    ['accountFormat', { accountFormat: ['CostCenter'] }],
    ['accountFormat', { accountFormat: ['MainAccount'] }],
    ['accountFormat', { accountFormat: ['MainAccount', 'CostCenter', 'CostCenter'] }],
    ['defaultDimensionFormat', { defaultDimensionFormat: ['MainAccount', 'CostCenter'] }],
    ['delimiter', { delimiter: 'x' }],
    ['delimiter', { delimiter: '--' }],
    ['chartOfAccounts', { chartOfAccounts: 1 }],
    ['payablesAccount', { payablesAccount: '' }],
    ['currency', { currency: 'XXX' }],
    ['timing.settlingMs', { timing: { settlingMs: 1.5 } }],
    ['authorityHost', { authorityHost: 'https://login.example.org' }],
    ['authorityHost', { authorityHost: `https://login.microsoftonline.com/${'/'.repeat(2_000)}a` }],
    ['dimensions', { dimensions: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`a${at}`, `b${at}`])) }],
    ['post', { post: true }],
  ])('a wrong «%s» is refused by its name, and its value is not repeated', (field, change) => {
    const error = refused(change);
    expect(error).toMatchObject({ code: 'INVALID_SETTINGS', field });
    const values = Object.values(change).filter((it) => typeof it === 'string' && it.length > 2);
    for (const value of values) expect(error.message).not.toContain(String(value));
  });

  test('this machine is an allowed address in development only', () => {
    const local = { environmentUrl: 'https://localhost:4011/finance/', authorityHost: 'https://[::1]:4011/entra/' };
    expect(parseSettings({ ...minimal, ...local }, development)).toMatchObject({
      environmentUrl: 'https://localhost:4011/finance',
    });
    expect(refused(local).field).toBe('environmentUrl');
    expect(refused({ ...local, authorityHost: 'http://localhost:4010/entra' }, development).field).toBe(
      'authorityHost',
    );
  });
});

test('the plugin has the profile by its name, and its schema names only what the settings know', () => {
  const profile = profileOf(dynamicsPlugin, { profile: 'finance' });
  expect(profile.title).toBe('Dynamics 365 Finance');
  expect(profile.settingsSchema).toMatchObject({ required: expect.arrayContaining(Object.keys(minimal)) });
});
