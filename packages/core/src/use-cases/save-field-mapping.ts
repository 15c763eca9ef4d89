import type { FieldMapping } from '../domain/field-mapping.ts';
import type { MappingFinding } from '../domain/mapping-check.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import { MappingRefusal } from '../errors/mapping-refusal.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { ConfigRepo, Integration } from '../ports/config-repo.ts';
import type { AssertStoredMapping, IntegrationStore } from '../ports/integration-store.ts';
import { maxKeptFindings } from '../ports/mapping-check-store.ts';
import type { MasterDataStore } from '../ports/master-data-store.ts';
import { type CheckPorts, findingsOf, mappingCheck } from './check-integration.ts';

/** How long whoever saves a mapping waits for the ERP when it seems not to fit, in milliseconds. */
const patienceMs = 20_000;

/** What saving a mapping needs of the world. */
export interface SaveMappingPorts extends CheckPorts {
  readonly integrations: IntegrationStore;
  readonly config: ConfigRepo;
  readonly masterData: MasterDataStore;
}

/**
 * Saves the next version of a field mapping. While the connector is disabled, whatever is still missing is only noted: a mapping is made step by step.
 * While it is enabled, a version is refused that has something wrong which the current one has not, by a reading made now if the last one does not know
 * it: what was opened in the ERP a minute ago can be used. What the ERP has meanwhile closed elsewhere in the mapping keeps nobody from mending the rest.
 * Without any reading nothing is checked here; the engine checks every voucher before it sends it.
 * @throws {SyncError} `UNKNOWN_ORGANIZATION`; {@link MappingRefusal} with what to fix.
 */
export async function saveFieldMapping(
  organizationId: string,
  content: Omit<FieldMapping, 'version'>,
  actor: string,
  ports: SaveMappingPorts,
  assertStored?: AssertStoredMapping,
): Promise<FieldMapping> {
  const integration = await openedIntegration(organizationId, ports);
  const found = integration && (await findingsFor({ ...content, version: 0 }, integration, ports));
  const added = found?.added ?? [];
  if (integration?.enabled === true && added.length > 0) throw refusal(added);
  const onlyWhileDisabled = added.length > 0;
  const saved = await ports.integrations.saveMapping(organizationId, content, actor, {
    onlyWhileDisabled,
    ...(assertStored === undefined ? {} : { assertStored }),
  });
  if (integration !== undefined && found !== undefined) {
    const check = mappingCheck({ ...integration, mapping: saved }, found.all);
    await ports.checks.record(organizationId, check, actor);
  }
  return saved;
}

/** Whoever cannot open the stored credentials can still save a mapping; there is only nothing to check it against. */
async function openedIntegration(
  organizationId: string,
  { config }: SaveMappingPorts,
): Promise<Integration | undefined> {
  try {
    return await config.integrationOf(organizationId);
  } catch (error) {
    if (error instanceof SyncError && closed.has(error.code)) return undefined;
    throw error;
  }
}

const closed: ReadonlySet<ErrorCode> = new Set(['CREDENTIALS_UNREADABLE', 'KEY_VAULT_UNAVAILABLE']);

interface Findings {
  readonly all: readonly MappingFinding[];
  /** Those that the current mapping has not. */
  readonly added: readonly MappingFinding[];
}

async function findingsFor(
  next: FieldMapping,
  integration: Integration,
  ports: SaveMappingPorts,
): Promise<Findings | undefined> {
  const last = await ports.masterData.latest(integration);
  if (last === undefined) return undefined;
  const compare = async (data: typeof last.data): Promise<Findings> => {
    const all = await findingsOf(integration, next, data, ports);
    const known = new Set((await findingsOf(integration, integration.mapping, data, ports)).map(keyOf));
    return { all, added: all.filter((it) => !known.has(keyOf(it))) };
  };
  try {
    const byLast = await compare(last.data);
    if (byLast.added.length === 0 || !integration.enabled) return byLast;
    const fresh = await ports.reader.read(integration, patienceMs).catch(() => last);
    return await compare(fresh.data);
  } catch (error) {
    // A connector that this installation does not have, or that is broken, says nothing of any mapping.
    if (error instanceof SyncError && error.code !== 'NOT_READY') return undefined;
    throw error;
  }
}

const keyOf = ({ path, value, code }: MappingFinding) => JSON.stringify([path, value, code]);

function refusal(added: readonly MappingFinding[]): MappingRefusal {
  const reasons = added.length === 1 ? 'one reason' : `${added.length} reasons`;
  return new MappingRefusal(
    `With this field mapping vouchers would be refused, for ${reasons}. Correct them, or disable the connector first.`,
    added.slice(0, maxKeptFindings),
    added.length,
  );
}
