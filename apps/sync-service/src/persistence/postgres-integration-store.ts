import {
  canonicalJson,
  type FieldMapping,
  type IntegrationStore,
  type IntegrationView,
  type MappingFinding,
  type SecretBox,
  SyncError,
} from '@bilag/core';
import { type Database, type OrganizationScope, organizationScope } from './database.ts';
import { FieldMappingVersionEntity } from './entities/field-mapping-version.ts';
import { IntegrationConfigEntity } from './entities/integration-config.ts';
import { currentMapping } from './postgres-config-repo.ts';
import { holdKeyRotations, keyRotations, type SealedBeforehand, storeSealed } from './sealed-beforehand.ts';
import { appendLog, lockOrganization, pauseOf, resumeLane } from './sql/lane-statements.ts';
import { latestCheck } from './sql/mapping-check-statements.ts';
import { someEntry } from './sql/some-entry.ts';
import { errorCodeOf } from './stored-words.ts';

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
    async save(organizationId, next, actor, assertStored) {
      const { credentials } = next;
      const store = (secret?: SealedBeforehand) =>
        change(organizationId, async (em) => {
          const stored = await readView(em, organizationId);
          assertStored?.(stored);
          await assertNothingLeftBehind(em, organizationId, stored, next);
          await saveConfig(em, organizationId, next, actor, secret);
          return await mustView(em, organizationId);
        });
      if (credentials === undefined) return await store();
      return await storeSealed({
        binding: () =>
          organizationScope(database, organizationId).transactional(async (em) => {
            const stored = await readView(em, organizationId);
            assertStored?.(stored);
            return { version: (stored?.credentialVersion ?? 0) + 1, rotations: await rotationsOf(em, keyRotations) };
          }),
        seal: (version) => secrets.seal(credentials, { organizationId, version }),
        store,
      });
    },
    saveMapping: (organizationId, content, actor, options) =>
      change(organizationId, async (em): Promise<FieldMapping> => {
        if (options?.onlyWhileDisabled === true) await assertDisabled(em, organizationId);
        const stored = await currentMapping(em, organizationId);
        options?.assertStored?.(stored);
        const version = (stored?.version ?? 0) + 1;
        em.create(FieldMappingVersionEntity, { organizationId, version, content, createdBy: actor });
        await em.flush();
        await appendLog(em, { organizationId, actor, action: 'mapping-saved', detail: { version } });
        return { ...content, version };
      }),
    async isUsedByOthers(organizationId, connector, ledgerId) {
      const [found] = await database.platform.em
        .fork()
        .execute<{ used: boolean }[]>(isUsedByOthers, [organizationId, connector, ledgerId]);
      return found?.used === true;
    },
    recordTest: (organizationId, { configVersion, credentialVersion, ledger }, actor) =>
      change(organizationId, async (em) => {
        const row = await em.findOneOrFail(IntegrationConfigEntity, { organizationId });
        // What others connected meanwhile may be other books: what is in doubt in them is told by the ledger's name.
        if (row.configVersion !== configVersion || row.credentialVersion !== credentialVersion) {
          throw new SyncError(
            'INTEGRATION_CHANGED',
            'Settings or credentials were changed while they were being tested.',
          );
        }
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
    setEnabled: (organizationId, enabled, actor, checked) =>
      change(organizationId, async (em) => {
        const row = await em.findOne(IntegrationConfigEntity, { organizationId });
        if (row === null) throw notConfigured();
        if (enabled) await assertReady(em, row, checked);
        row.enabled = enabled;
        await em.flush();
        if (enabled) await resumeLane(em, organizationId);
        const action = enabled ? 'connector-enabled' : 'connector-disabled';
        await appendLog(em, { organizationId, actor, action, detail: { connector: row.connector } });
        return await mustView(em, organizationId);
      }),
  };
}

const isUsedByOthers = `select exists (
  select from bilag.integration_configs
  where organization_id <> ? and connector = ? and ledger_id = ? and tested_config_version = config_version and tested_credential_version = credential_version
) as used`;

/** Nobody has begun a call meanwhile: whoever does takes the organization's lock first, and finds other versions afterwards. */
async function assertNothingLeftBehind(
  em: OrganizationScope,
  organizationId: string,
  stored: IntegrationView | undefined,
  { connector, settings, placeSettings = [] }: Parameters<IntegrationStore['save']>[1],
): Promise<void> {
  // What was sent to another accounting system is not looked for in this one.
  if (stored?.connector !== connector || isOtherProfile(stored.settings, settings)) return;
  const moved = placeSettings.find((name) => isOther(stored.settings, settings, name));
  if (moved === undefined) return;
  const [row] = await em.execute<{ found: boolean }[]>(`select ${someEntry.any(onItsWay)} as found`, [organizationId]);
  if (row?.found !== true) return;
  const message = `Vouchers that were sent lie where «${moved}» says, and are not booked yet.`;
  throw new SyncError('VOUCHERS_ON_THEIR_WAY', message, { field: `settings.${moved}` });
}

/** It was sent, and no definite answer says that it is booked or is not: it may lie in the ledger, unfinished. */
const onItsWay = `o.organization_id = ? and (o.in_doubt or o.look_ups > 0 or o.state in ('sending', 'unknown', 'accepted', 'held'))`;

/** One that is not named is the only one there is. */
function isOtherProfile(stored: unknown, next: unknown): boolean {
  const profiles = [settingOf(stored, 'profile'), settingOf(next, 'profile')];
  return !profiles.includes(null) && isOther(stored, next, 'profile');
}

function isOther(stored: unknown, next: unknown, name: string): boolean {
  return canonicalJson(settingOf(stored, name)) !== canonicalJson(settingOf(next, name));
}

function settingOf(settings: unknown, name: string): unknown {
  if (typeof settings !== 'object' || settings === null) return null;
  return new Map<string, unknown>(Object.entries(settings)).get(name) ?? null;
}

async function saveConfig(
  em: OrganizationScope,
  organizationId: string,
  next: Parameters<IntegrationStore['save']>[1],
  actor: string,
  secret: SealedBeforehand | undefined,
): Promise<void> {
  const { connector, settings } = next;
  const row = await em.findOne(IntegrationConfigEntity, { organizationId });
  if (row === null && secret === undefined) {
    throw new SyncError('INVALID_CREDENTIALS_FORM', 'A new integration needs credentials.', { field: 'credentials' });
  }
  const configVersion = (row?.configVersion ?? 0) + 1;
  const credentialVersion = (row?.credentialVersion ?? 0) + (secret === undefined ? 0 : 1);
  secret?.assertFits({ version: credentialVersion, rotations: await rotationsOf(em, holdKeyRotations) });
  const sealed =
    secret === undefined
      ? {}
      : { sealedCredentials: secret.sealed, credentialsSetAt: new Date(), credentialsSetBy: actor };
  const changed = { connector, settings, enabled: false, configVersion, credentialVersion, ...sealed };
  await em.upsert(IntegrationConfigEntity, { ...row, ...changed, organizationId, updatedAt: new Date() });
  const detail = { connector, configVersion, credentialVersion };
  await appendLog(em, { organizationId, actor, action: 'integration-saved', detail });
}

async function rotationsOf(em: OrganizationScope, statement: string): Promise<string> {
  const [row] = await em.execute<{ rotations: string }[]>(statement);
  return row?.rotations ?? '';
}

/** A mapping with which vouchers would be refused: somebody may have enabled the connector while it was being checked. */
async function assertDisabled(em: OrganizationScope, organizationId: string): Promise<void> {
  const row = await em.findOne(IntegrationConfigEntity, { organizationId });
  if (row?.enabled !== true) return;
  throw new SyncError(
    'MAPPING_INVALID',
    'The connector was enabled meanwhile; with this mapping vouchers would be refused.',
  );
}

async function assertReady(
  em: OrganizationScope,
  row: IntegrationConfigEntity,
  checked: Parameters<IntegrationStore['setEnabled']>[3],
): Promise<void> {
  const mapping = await currentMapping(em, row.organizationId);
  if (mapping === undefined) throw notConfigured();
  if (!isTested(row)) {
    throw new SyncError('INTEGRATION_NOT_TESTED', 'These settings and credentials have not been tested.');
  }
  const { configVersion, credentialVersion } = row;
  const isAsChecked =
    checked === undefined ||
    (checked.configVersion === configVersion &&
      checked.credentialVersion === credentialVersion &&
      checked.mappingVersion === mapping.version);
  if (isAsChecked) return;
  throw new SyncError('INTEGRATION_NOT_TESTED', 'Settings or mapping were changed while they were being checked.');
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
    mappingCheck: await checkOf(em, row),
    paused: await pauseOf(em, organizationId),
  };
}

interface CheckRow {
  readonly checked_ms: string;
  readonly mapping_version: number;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly finding_count: number;
  readonly findings: readonly MappingFinding[];
}

async function checkOf(em: OrganizationScope, row: IntegrationConfigEntity): Promise<IntegrationView['mappingCheck']> {
  const { organizationId, configVersion, credentialVersion } = row;
  const [it] = await em.execute<CheckRow[]>(latestCheck, [organizationId, configVersion, credentialVersion]);
  if (it === undefined) return null;
  const { failure_code: code, failure_message: message } = it;
  return {
    at: new Date(Number(it.checked_ms)),
    configVersion,
    credentialVersion,
    mappingVersion: it.mapping_version,
    failure: code === null ? null : { code: errorCodeOf(code), message: message ?? '' },
    findingCount: it.finding_count,
    findings: it.findings.map((finding) => ({ ...finding, code: errorCodeOf(finding.code) })),
  };
}
