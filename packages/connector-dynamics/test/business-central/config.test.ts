import { type ConnectorHost, SyncError } from '@bilag/core';
import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../src/business-central/business-central-settings.ts';
import { parseCredentials } from '../../src/credentials.ts';
import { dynamicsPlugin } from '../../src/index.ts';
import { makeClientCertificate } from './support/client-certificate.ts';
import { seed } from './support/sandbox.ts';

const outside: ConnectorHost = { allowLoopback: false, extraCaCertificates: [] };
const development: ConnectorHost = { allowLoopback: true, extraCaCertificates: [] };

const minimal = {
  profile: 'business-central',
  tenantId: 'hlf.example',
  environment: 'Production',
  companyId: seed.company.id,
  dimensions: { costCenter: 'kostnadssted' },
  journalTemplate: 'general',
};

const refused = (parse: () => unknown) => {
  try {
    parse();
  } catch (error) {
    if (error instanceof SyncError) return error;
  }
  throw new Error('It was not refused');
};

describe('settings', () => {
  test('what an administrator need not choose is Microsoft’s cloud, kroner, patience, and a person who posts', () => {
    expect(parseSettings(minimal, outside)).toEqual({
      ...minimal,
      apiUrl: 'https://api.businesscentral.dynamics.com/v2.0',
      authorityHost: 'https://login.microsoftonline.com',
      dimensions: { costCenter: 'KOSTNADSSTED' },
      journalTemplate: 'GENERAL',
      currency: 'NOK',
      post: false,
      timing: { requestTimeoutMs: 60_000, settlingMs: 1_200_000, bookingPollMs: 300_000, masterDataRestMs: 300_000 },
    });
  });

  test.each([
    ['profile', { profile: 'finance' }],
    ['tenantId', { tenantId: 'a/../b' }],
    ['tenantId', { tenantId: undefined }],
    ['environment', { environment: 'Production/../x' }],
    ['companyId', { companyId: 'HLF' }],
    ['dimensions', { dimensions: ['KOSTNADSSTED'] }],
    ['dimensions', { dimensions: { costCenter: 'A', project: 'a' } }],
    ['dimensions.costCenter', { dimensions: { costCenter: 'longer than twenty characters' } }],
    ['payablesAccount', { payablesAccount: ' 2400' }],
    ['currency', { currency: 'XXX' }],
    ['post', { post: 'yes' }],
    ['journalTemplate', { journalTemplate: undefined }],
    ['journalTemplate', { journalTemplate: "GEN' or code ne '" }],
    ['journalTemplate', { journalTemplate: 'GENERAL ' }],
    ['journalTemplate', { journalTemplate: 'GEN\tERAL' }],
    ['journalTemplate', { journalTemplate: 'GEN\u0085ERAL' }],
    ['timing.settlingMs', { timing: { settlingMs: 1.5 } }],
    ['timing.requestTimeoutMs', { timing: { requestTimeoutMs: 300_001 } }],
    ['timing.patience', { timing: { patience: 1 } }],
    ['apiUrl', { apiUrl: 'http://api.businesscentral.dynamics.com/v2.0' }],
    ['apiUrl', { apiUrl: 'https://api.businesscentral.dynamics.com.example.org/v2.0' }],
    ['apiUrl', { apiUrl: 'https://api.businesscentral.dynamics.com:8443/v2.0' }],
    ['apiUrl', { apiUrl: 'https://user:word@api.businesscentral.dynamics.com/v2.0' }],
    ['apiUrl', { apiUrl: 'https://127.0.0.1:4011/v2.0' }],
    ['apiUrl', { apiUrl: `https://api.businesscentral.dynamics.com/${'/'.repeat(2_000)}a` }],
    ['authorityHost', { authorityHost: 'https://login.example.org' }],
    ['surplus', { surplus: 'value' }],
  ])('a wrong «%s» is refused by its name, and its value is not repeated', (field, change) => {
    const error = refused(() => parseSettings({ ...minimal, ...change }, outside));
    expect(error).toMatchObject({ code: 'INVALID_SETTINGS', field });
    for (const value of Object.values(change)) expect(error.message).not.toContain(String(value));
  });

  test('this machine is an allowed address in development only, and signing in needs https even then', () => {
    const local = { ...minimal, apiUrl: 'http://localhost:4010/v2.0', authorityHost: 'https://[::1]:4011/entra/' };
    expect(parseSettings(local, development)).toMatchObject({ authorityHost: 'https://[::1]:4011/entra' });
    expect(refused(() => parseSettings(local, outside)).field).toBe('apiUrl');
    const plain = { ...local, authorityHost: 'http://localhost:4010/entra' };
    expect(refused(() => parseSettings(plain, development)).field).toBe('authorityHost');
  });

  test('a neighbour in the private network is no allowed address, not even in development', () => {
    const neighbour = { ...minimal, apiUrl: 'https://10.0.0.7/v2.0' };
    expect(refused(() => parseSettings(neighbour, development)).field).toBe('apiUrl');
  });
});

describe('credentials', () => {
  const { clientId, secret } = seed.bilagApp;
  const { certificate: half, withKey: whole } = makeClientCertificate();
  const mixed = half + makeClientCertificate().withKey.replace(/[^]*(?=-----BEGIN PRIVATE)/, '');

  test('an app signs in with its secret or with a certificate', () => {
    expect(parseCredentials({ clientId, clientSecret: secret })).toEqual({ clientId, clientSecret: secret });
    expect(parseCredentials({ clientId, certificate: whole })).toEqual({ clientId, certificate: whole });
  });

  test.each([
    ['clientId', { clientId: 'bilag', clientSecret: secret }],
    ['clientSecret', { clientId }],
    ['clientSecret', { clientId, clientSecret: secret, certificate: whole }],
    ['clientSecret', { clientId, clientSecret: 'with space' }],
    ['certificate', { clientId, certificate: half }],
    ['certificate', { clientId, certificate: mixed }],
    ['certificate', { clientId, certificate: secret }],
    ['password', { clientId, password: secret }],
  ])('a wrong «%s» is refused by its name, and no secret is repeated', (field, given) => {
    const error = refused(() => parseCredentials(given));
    expect(error).toMatchObject({ code: 'INVALID_CREDENTIALS_FORM', field });
    expect(error.message).not.toContain(secret);
  });

  test('CFG-1 the forms mark what is secret', () => {
    const [businessCentral] = dynamicsPlugin.profiles;
    expect(businessCentral?.credentialsSchema['properties']).toMatchObject({
      clientSecret: { writeOnly: true },
      certificate: { writeOnly: true },
    });
    expect(dynamicsPlugin).toMatchObject({ name: 'dynamics', title: 'Microsoft Dynamics 365' });
  });
});
