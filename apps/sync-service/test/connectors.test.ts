import type { ConnectorPlugin, GatewayTraits } from '@bilag/core';
import { createFakeGateway } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { createConnectors } from '../src/connectors/connectors.ts';

function connectorsWith(traits: Partial<GatewayTraits>, allowLoopback = false) {
  const plugin: ConnectorPlugin = {
    name: 'fake',
    title: 'Fake',
    profiles: [
      {
        name: 'only',
        title: 'Only',
        settingsSchema: {},
        credentialsSchema: {},
        mappingTargetsSchema: {},
        open: () => createFakeGateway(traits),
      },
    ],
  };
  const loaded: string[] = [];
  const load = (name: string) => () => {
    loaded.push(name);
    return Promise.resolve(plugin);
  };
  const registry = { fake: load('fake'), other: load('other') };
  return { connectors: createConnectors(registry, { allowLoopback, extraCaCertificates: [] }), loaded };
}

const config = { settings: {}, credentials: {} };

describe('the installation’s connectors', () => {
  test('DOD-8 DOD-9 are loaded when an organization uses them, and not before', async () => {
    const { connectors, loaded } = connectorsWith({});
    await connectors.check('fake', config);
    expect(loaded).toEqual(['fake']);
  });

  test('one that is not there is an error that names those that are', async () => {
    const { connectors } = connectorsWith({});
    for (const name of ['tripletex', 'constructor', '__proto__']) {
      const refusal = { code: 'UNKNOWN_CONNECTOR', field: 'connector', message: expect.stringContaining('fake') };
      await expect(connectors.check(name, config)).rejects.toMatchObject(refusal);
    }
  });

  test('a settling time within the longest call is refused: a look-up before its end proves nothing', async () => {
    const hasty = { settlingMs: 10_000, longestOperationMs: 10_000 };
    const refusal = { code: 'INVALID_SETTINGS', field: 'settings.timing.settlingMs' };
    await expect(connectorsWith(hasty).connectors.check('fake', config)).rejects.toMatchObject(refusal);
    // A key guards one revision alone: another one is sent under its own while the former is still on its way.
    const keyed = { ...hasty, duplicateGuard: 'idempotency-key' } as const;
    await expect(connectorsWith(keyed).connectors.check('fake', config)).rejects.toMatchObject(refusal);
    const unique = { ...hasty, duplicateGuard: 'unique-reference' } as const;
    await expect(connectorsWith(unique).connectors.check('fake', config)).resolves.toBeUndefined();
    const patient = { settlingMs: 10_001, longestOperationMs: 10_000 };
    await expect(connectorsWith(patient).connectors.check('fake', config)).resolves.toBeUndefined();
    // Where mocks are allowed, only they may be so quick: a trial of a real system doubles vouchers as well.
    const development = connectorsWith(hasty, true).connectors;
    const at = (url: string) => ({ ...config, settings: { profile: 'only', addresses: { baseUrl: url } } });
    await expect(development.check('fake', at('https://127.0.0.1:8443/v1'))).resolves.toBeUndefined();
    for (const real of [config, at('https://erp.example.com/v1'), at('127.0.0.1'), at('https://127.0.0.1.example.com')])
      await expect(development.check('fake', real)).rejects.toMatchObject(refusal);
  });
});
