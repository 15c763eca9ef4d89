import { randomBytes } from 'node:crypto';
import {
  type AccountingGateway,
  checkDrift,
  createMasterDataReader,
  type IntegrationView,
  type MasterDataReader,
  SyncError,
} from '@bilag/core';
import { createVirtualClock, type VirtualClock } from '@bilag/core/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConnectorRegistry } from '../src/connectors/connector-registry.ts';
import { createConnectors } from '../src/connectors/connectors.ts';
import { engineDoor } from '../src/persistence/organization-door.ts';
import { createPostgresConfigRepo } from '../src/persistence/postgres-config-repo.ts';
import { createPostgresIntegrationStore } from '../src/persistence/postgres-integration-store.ts';
import {
  createPostgresMappingCheckStore,
  createPostgresNightlyChecks,
} from '../src/persistence/postgres-mapping-check-store.ts';
import { createPostgresMasterDataStore } from '../src/persistence/postgres-master-data-store.ts';
import { createPostgresOrganizationRepo } from '../src/persistence/postgres-organization-repo.ts';
import { createEnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';
import { standardMapping } from './support/organizations.ts';
import { aFakeErp, aPlugin } from './support/plugins.ts';
import { openServiceDatabase, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
let clock: VirtualClock;
const secrets = createEnvelopeSecretBox(randomBytes(32));
const readings: string[] = [];
const opened: MasterDataReader[] = [];

beforeEach(async () => {
  service = await openServiceDatabase();
  clock = createVirtualClock(new Date());
  readings.length = 0;
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((it) => it.stop()));
  await service.close();
});

const integrations = () => createPostgresIntegrationStore(service.database, secrets);

/** An enabled organization on a connector of that name. */
async function anOrganization(id: string, connector: string): Promise<void> {
  await createPostgresOrganizationRepo(service.database).create({ id, name: id, currency: 'NOK' }, 'test');
  const store = integrations();
  await store.save(id, { connector, settings: { erp: id }, credentials: {} }, 'test');
  await store.saveMapping(id, { ...mapping }, 'test');
  await store.recordTest(id, { configVersion: 1, credentialVersion: 1, ledger: { id: 'l', name: 'L' } }, 'test');
  await store.setEnabled(id, true, 'test');
}
const { postingDate: _postingDate, ...rules } = standardMapping;
const mapping = JSON.parse(JSON.stringify({ ...rules, postingDate: 'expense-date' }));

/** Counts its readings by organization. */
const counted = (read: AccountingGateway['readMasterData']) =>
  aPluginOf((erp, context) => {
    readings.push(erp);
    return read(context);
  });
function aPluginOf(
  read: (erp: string, context: { signal: AbortSignal }) => ReturnType<AccountingGateway['readMasterData']>,
) {
  return (name: string) => () =>
    Promise.resolve(
      aPlugin(name, ({ settings }) => {
        const erp = typeof settings === 'object' && settings !== null && 'erp' in settings ? String(settings.erp) : '';
        return Object.assign(aFakeErp(), { readMasterData: (context: { signal: AbortSignal }) => read(erp, context) });
      }),
    );
}
const sound = counted((context) => aFakeErp().readMasterData(context));
const emptied = counted(() => Promise.resolve({ ledgerAccounts: [] }));
const down = counted(() => Promise.reject(new SyncError('ERP_UNREACHABLE', 'Nobody is there.')));
const hanging = counted(() => new Promise(() => undefined));
const registry: ConnectorRegistry = {
  sound: sound('sound'),
  emptied: emptied('emptied'),
  down: down('down'),
  hanging: hanging('hanging'),
  broken: () => {
    throw new Error('boom');
  },
};

/** One process of several. */
function aProcess(): () => ReturnType<typeof checkDrift> {
  const connectors = createConnectors(registry, { allowLoopback: true, extraCaCertificates: [] });
  const { enginePool } = service.database;
  const masterData = createPostgresMasterDataStore(engineDoor(enginePool));
  const reader = createMasterDataReader({ gateways: connectors, masterData, clock });
  opened.push(reader);
  const ports = {
    reader,
    targets: connectors,
    checks: createPostgresMappingCheckStore(engineDoor(enginePool)),
    nights: createPostgresNightlyChecks(enginePool),
    config: createPostgresConfigRepo(engineDoor(enginePool), secrets, enginePool),
    clock,
  };
  return () => checkDrift(ports);
}

const checkOf = async (id: string): Promise<IntegrationView['mappingCheck'] | undefined> =>
  (await integrations().view(id))?.mappingCheck;

test('at night every enabled organization’s mapping is checked, and what no longer fits is shown and logged', async () => {
  await anOrganization('nbf', 'sound');
  await anOrganization('hlf', 'emptied');
  await anOrganization('off', 'sound');
  await integrations().setEnabled('off', false, 'test');
  const { checked, failed } = await aProcess()();
  expect(checked.map((it) => it.organizationId).toSorted()).toEqual(['hlf', 'nbf']);
  expect(failed).toEqual([]);
  expect(await checkOf('nbf')).toMatchObject({ mappingVersion: 1, findingCount: 0, failure: null });
  expect(await checkOf('hlf')).toMatchObject({ findingCount: 7, findings: expect.any(Array), failure: null });
  expect(await checkOf('off')).toBeNull();
  const log = "select organization_id, actor, result from bilag.sync_logs where action = 'mapping-checked' order by 1";
  expect(await service.asOwner(log)).toEqual([
    { organization_id: 'hlf', actor: 'nightly-check', result: 'failed' },
    { organization_id: 'nbf', actor: 'nightly-check', result: 'succeeded' },
  ]);
});

test('of many processes one checks each organization, once a night', async () => {
  const ids = Array.from({ length: 12 }, (_, at) => `org-${at}`);
  for (const id of ids) await anOrganization(id, 'sound');
  const processes = Array.from({ length: 4 }, aProcess);
  const reports = await Promise.all(processes.map((check) => check()));
  const checked = reports.flatMap((it) => it.checked.map(({ organizationId }) => organizationId));
  expect(checked.toSorted()).toEqual(ids.toSorted());
  expect(readings.toSorted()).toEqual(ids.toSorted());
  expect((await aProcess()()).checked).toEqual([]);
  await service.asOwner('update bilag.mapping_checks set night = night - 1');
  expect((await aProcess()()).checked).toHaveLength(12);
});

test('an accounting system that is down or hangs, and a connector that breaks, hold up no other organization', async () => {
  for (const id of ['h-1', 'h-2', 'h-3', 'h-4', 'h-5']) await anOrganization(id, 'hanging');
  await anOrganization('i-down', 'down');
  await anOrganization('j-broken', 'broken');
  await anOrganization('k-unknown', 'no-such');
  await anOrganization('nbf', 'sound');
  const checking = aProcess()();
  await expect.poll(() => readings).toEqual(expect.arrayContaining(['h-1', 'h-2', 'h-3', 'h-4']));
  clock.advance(60_000);
  // The fifth hangs as well, and the others go on beside it.
  await expect.poll(async () => await checkOf('nbf')).toMatchObject({ failure: null });
  await expect.poll(() => readings).toContain('h-5');
  clock.advance(60_000);
  const { checked } = await checking;
  expect(checked).toHaveLength(9);
  const codes = Object.fromEntries(checked.map(({ organizationId, check }) => [organizationId, check.failure?.code]));
  expect(codes).toMatchObject({
    'h-1': 'ERP_TIMEOUT',
    'h-5': 'ERP_TIMEOUT',
    'i-down': 'ERP_UNREACHABLE',
    'j-broken': 'CONNECTOR_FAULT',
    'k-unknown': 'UNKNOWN_CONNECTOR',
    nbf: undefined,
  });
  expect(await checkOf('i-down')).toMatchObject({ failure: { code: 'ERP_UNREACHABLE' }, findings: [] });
  expect(await checkOf('nbf')).toMatchObject({ findingCount: 0, failure: null });
});

test('credentials that cannot be opened are a failure of that organization alone', async () => {
  await anOrganization('hlf', 'sound');
  await anOrganization('nbf', 'sound');
  await service.asOwner("update bilag.integration_configs set credential_version = 9 where organization_id = 'hlf'");
  const { checked, failed } = await aProcess()();
  expect(checked.map((it) => it.organizationId)).toEqual(['nbf']);
  expect(failed).toMatchObject([{ organizationId: 'hlf', error: { code: 'CREDENTIALS_UNREADABLE' } }]);
});
