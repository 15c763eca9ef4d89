import { type FieldMapping, type IntegrationStore, type IntegrationView, type SecretBox, SyncError } from '@bilag/core';
import { type Database, type OrganizationScope, organizationScope } from './database.ts';
import { FieldMappingVersionEntity } from './entities/field-mapping-version.ts';
import { IntegrationConfigEntity } from './entities/integration-config.ts';
import { currentMapping } from './postgres-config-repo.ts';
import { appendLog, lockOrganization, pauseOf, resumeLane } from './sql/lane-statements.ts';

/** Integrations on PostgreSQL as administrators change them. Each change takes the organization's lock, so that changes follow one another. */
export function createPostgresIntegrationStore(database: Database, secrets: SecretBox): IntegrationStore {
  const change = <T>(organizationId: string, work: (em: OrganizationScope) => Promise<T>) =>
    organizationScope(database, organizationId).transactional(async (em) => {
      if (!(await lockOrganization(em, organizationId))) {
        throw new SyncError('UNKNOWN_ORGANIZATION', 'There is no such organization.');
      }
      return await work(em);
    });
  return {
    view: (organizationId) =>
      organizationScope(database, organizationId).transactional((em) => readView(em, organizationId)),
    save: (organizationId, next, actor) =>
      change(organizationId, async (em) => {
        await saveConfig(em, organizationId, next, actor, secrets);
        return await mustView(em, organizationId);
      }),
    saveMapping: (organizationId, content, actor) =>
      change(organizationId, async (em): Promise<FieldMapping> => {
        const version = ((await currentMapping(em, organizationId))?.version ?? 0) + 1;
        em.create(FieldMappingVersionEntity, { organizationId, version, content, createdBy: actor });
        await em.flush();
        await appendLog(em, { organizationId, actor, action: 'mapping-saved', detail: { version } });
        return { ...content, version };
      }),
    recordTest: (organizationId, { configVersion, credentialVersion, ledger }, actor) =>
      change(organizationId, async (em) => {
        const row = await em.findOneOrFail(IntegrationConfigEntity, { organizationId });
        Object.assign(row, {
          testedConfigVersion: configVersion,
          testedCredentialVersion: credentialVersion,
          testedAt: new Date(),
          ledgerId: ledger.id,
          ledgerName: ledger.name,
        });
        await em.flush();
        const detail = { configVersion, credentialVersion, ledgerId: ledger.id };
        await appendLog(em, { organizationId, actor, action: 'connection-tested', detail });
      }),
    setEnabled: (organizationId, enabled, actor) =>
      change(organizationId, async (em) => {
        const row = await em.findOne(IntegrationConfigEntity, { organizationId });
        if (row === null) throw notConfigured();
        if (enabled) await assertReady(em, row);
        row.enabled = enabled;
        await em.flush();
        if (enabled) await resumeLane(em, organizationId);
        const action = enabled ? 'connector-enabled' : 'connector-disabled';
        await appendLog(em, { organizationId, actor, action, detail: { connector: row.connector } });
        return await mustView(em, organizationId);
      }),
  };
}

async function saveConfig(
  em: OrganizationScope,
  organizationId: string,
  next: Parameters<IntegrationStore['save']>[1],
  actor: string,
  secrets: SecretBox,
): Promise<void> {
  const { connector, settings, credentials } = next;
  const row = await em.findOne(IntegrationConfigEntity, { organizationId });
  if (row === null && credentials === undefined) {
    throw new SyncError('INVALID_CREDENTIALS_FORM', 'A new integration needs credentials.', { field: 'credentials' });
  }
  const configVersion = (row?.configVersion ?? 0) + 1;
  const credentialVersion = (row?.credentialVersion ?? 0) + (credentials === undefined ? 0 : 1);
  const sealed =
    credentials === undefined
      ? {}
      : {
          sealedCredentials: await secrets.seal(credentials, { organizationId, version: credentialVersion }),
          credentialsSetAt: new Date(),
          credentialsSetBy: actor,
        };
  const changed = { connector, settings, enabled: false, configVersion, credentialVersion, ...sealed };
  await em.upsert(IntegrationConfigEntity, { ...row, ...changed, organizationId, updatedAt: new Date() });
  const detail = { connector, configVersion, credentialVersion };
  await appendLog(em, { organizationId, actor, action: 'integration-saved', detail });
}

async function assertReady(em: OrganizationScope, row: IntegrationConfigEntity): Promise<void> {
  if ((await currentMapping(em, row.organizationId)) === undefined) throw notConfigured();
  if (!isTested(row)) {
    throw new SyncError('INTEGRATION_NOT_TESTED', 'These settings and credentials have not been tested.');
  }
}

const isTested = (row: IntegrationConfigEntity) =>
  row.testedConfigVersion === row.configVersion && row.testedCredentialVersion === row.credentialVersion;

function notConfigured(): SyncError {
  return new SyncError('INTEGRATION_NOT_CONFIGURED', 'The organization has no accounting system or no field mapping.');
}

async function mustView(em: OrganizationScope, organizationId: string): Promise<IntegrationView> {
  const view = await readView(em, organizationId);
  if (view === undefined) throw new Error('The integration that was just saved is not there.');
  return view;
}

async function readView(em: OrganizationScope, organizationId: string): Promise<IntegrationView | undefined> {
  const row = await em.findOne(IntegrationConfigEntity, { organizationId }, { refresh: true });
  if (row === null) return undefined;
  const { connector, settings, enabled, configVersion, credentialVersion, credentialsSetAt, credentialsSetBy } = row;
  const { testedAt, ledgerId, ledgerName } = row;
  const hasTest = isTested(row) && testedAt && ledgerId;
  return {
    connector,
    settings,
    enabled,
    configVersion,
    credentialVersion,
    credentialsSetAt,
    credentialsSetBy,
    tested: hasTest ? { at: testedAt, ledger: { id: ledgerId, name: ledgerName ?? '' } } : null,
    mapping: (await currentMapping(em, organizationId)) ?? null,
    paused: await pauseOf(em, organizationId),
  };
}
