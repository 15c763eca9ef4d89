import { calendarDateOf } from '../domain/calendar-date.ts';
import type { FieldMapping } from '../domain/field-mapping.ts';
import { checkMapping, type MappingFinding } from '../domain/mapping-check.ts';
import { mappingTargets, targetFinding } from '../domain/mapping-targets.ts';
import type { MasterData } from '../domain/master-data.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { Integration } from '../ports/config-repo.ts';
import { type MappingCheck, type MappingCheckStore, maxKeptFindings } from '../ports/mapping-check-store.ts';
import type { MappingTargetRules } from '../ports/mapping-target-rules.ts';
import type { MasterDataReader } from './master-data-reader.ts';

/** What a check needs of the world. */
export interface CheckPorts {
  readonly reader: MasterDataReader;
  readonly targets: MappingTargetRules;
  readonly checks: MappingCheckStore;
  readonly clock: Clock;
}

/**
 * Reads the master data afresh, checks the field mapping against them, and keeps the result with its entry in the sync log. That the ERP could not be
 * read is a result too.
 * @throws {SyncError} `NOT_READY` when the database is away.
 */
export async function checkIntegration(
  integration: Integration,
  ports: CheckPorts,
  by: { readonly actor: string; readonly patienceMs: number },
): Promise<MappingCheck> {
  const check = await checkAfresh(integration, ports, by.patienceMs);
  await ports.checks.record(integration.organizationId, check, by.actor);
  return check;
}

/** What is wrong with a mapping by these data: first what the connector takes at all, then what the ERP has; one finding for each place. */
export async function findingsOf(
  integration: Pick<Integration, 'connector' | 'settings'>,
  mapping: FieldMapping,
  data: MasterData,
  { targets, clock }: Pick<CheckPorts, 'targets' | 'clock'>,
): Promise<readonly MappingFinding[]> {
  const judge = await targets.judgeOf(integration);
  const unfit = mappingTargets(mapping).flatMap((target) => {
    const verdict = judge(target);
    return verdict === 'fits' ? [] : [targetFinding(target, verdict)];
  });
  const places = new Set(unfit.map(({ path }) => path));
  const missing = checkMapping(mapping, data, calendarDateOf(clock.now())).filter(({ path }) => !places.has(path));
  return [...unfit, ...missing].toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** Findings as they are kept with the versions that they are about. */
export function mappingCheck(integration: Integration, findings: readonly MappingFinding[]): MappingCheck {
  return {
    ...versionsOf(integration),
    failure: null,
    findingCount: findings.length,
    findings: findings.slice(0, maxKeptFindings),
  };
}

async function checkAfresh(integration: Integration, ports: CheckPorts, patienceMs: number): Promise<MappingCheck> {
  try {
    const { data } = await ports.reader.read(integration, patienceMs);
    return mappingCheck(integration, await findingsOf(integration, integration.mapping, data, ports));
  } catch (error) {
    const { code, message } = SyncError.from(error);
    if (code === 'NOT_READY') throw error;
    return { ...versionsOf(integration), failure: { code, message }, findingCount: 0, findings: [] };
  }
}

function versionsOf({ configVersion, credentialVersion, mapping }: Integration) {
  return { configVersion, credentialVersion, mappingVersion: mapping.version };
}
