import { randomUUID } from 'node:crypto';
import type { AccountingGateway, ConnectorPlugin, ConnectorProfile } from '@bilag/core';
import { aFieldMapping, createFakeGateway, type FakeGateway } from '@bilag/core/testing';
import { openDatabase } from '../../src/persistence/database.ts';
import { requestDoor } from '../../src/persistence/organization-door.ts';
import { createPostgresIntegrationStore } from '../../src/persistence/postgres-integration-store.ts';
import { createPostgresMasterDataStore } from '../../src/persistence/postgres-master-data-store.ts';
import { createEnvelopeSecretBox } from '../../src/secrets/envelope-secret-box.ts';
import { createOrganization } from './http-service.ts';
import type { TestService } from './service.ts';

const anyCode = { type: 'string', maxLength: 20 };

/** A plugin with one profile that takes any settings. */
export function aPlugin(
  name: string,
  open: ConnectorProfile['open'],
  members: Partial<ConnectorProfile> = {},
): ConnectorPlugin {
  const profile: ConnectorProfile = {
    name: 'only',
    title: 'Only',
    settingsSchema: { type: 'object' },
    credentialsSchema: { type: 'object' },
    mappingTargetsSchema: {
      type: 'object',
      properties: { ledgerAccount: anyCode, dimensionValue: anyCode, subledger: anyCode },
    },
    open,
    ...members,
  };
  return { name, title: name, profiles: [profile] };
}

/** A fake ERP in memory that has {@link wholeLedger}. */
export function aFakeErp(): FakeGateway {
  const erp = createFakeGateway({ longestOperationMs: 2_000, settlingMs: 3_000, masterDataRestMs: 1 });
  erp.masterData = wholeLedger;
  return erp;
}

/** A connector to one fake ERP, whoever opens it, and that ERP. */
export function aFakeConnector(name = 'fake', members: Partial<ConnectorProfile> = {}) {
  const erp = aFakeErp();
  const plugin = aPlugin(name, () => erp, members);
  return { erp, plugin, load: () => Promise.resolve(plugin) };
}

/** A gateway in which nothing works but what is given. */
export const aGatewayWith = (members: Readonly<Record<string, unknown>>): AccountingGateway =>
  Object.assign(createFakeGateway({ longestOperationMs: 500, settlingMs: 600, masterDataRestMs: 1 }), members);

/** Everything that {@link aFieldMapping} points at, and the cost center of the built approvals. */
export const wholeLedger = {
  ledgerAccounts: ['7100', '7140', '7142', '7143', '5390', '2910', '2990'].map((number) => ({
    number,
    name: `Account ${number}`,
    postable: true,
  })),
  dimensions: { costCenter: [{ code: '310', name: 'Counselling', postable: true }], project: [] },
  taxCodes: [{ code: '1', name: 'Input VAT', percent: '25' }],
};

/** An organization connected and enabled in the database itself, as one whose connector worked once. */
export async function connectedInDatabase(service: TestService, id: string, connector: string): Promise<void> {
  await createOrganization(service, id);
  const database = await openDatabase({ url: service.databaseUrl, role: 'bilag_app', poolSize: 2 });
  try {
    const secrets = createEnvelopeSecretBox(service.config.credentialKey ?? new Uint8Array());
    const store = createPostgresIntegrationStore(database, secrets);
    const credentials = { token: randomUUID() };
    await store.save(id, { connector, settings: {}, credentials }, 'test');
    const { version: _version, ...mapping } = aFieldMapping();
    await store.saveMapping(id, mapping, 'test');
    const tested = { configVersion: 1, credentialVersion: 1, ledger: { id: 'ledger', name: 'Ledger' } };
    await store.recordTest(id, tested, 'test');
    await store.setEnabled(id, true, 'test');
    const masterData = createPostgresMasterDataStore(requestDoor(database.requestPool));
    await masterData.save({ organizationId: id, configVersion: 1, credentialVersion: 1 }, wholeLedger);
  } finally {
    await database.close();
  }
}
