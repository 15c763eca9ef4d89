import { SyncError } from '../errors/sync-error.ts';
import type { ConfigRepo } from '../ports/config-repo.ts';
import type { MappingCheck, NightlyChecks } from '../ports/mapping-check-store.ts';
import { type CheckPorts, checkIntegration } from './check-integration.ts';
import { longestReadingMs } from './master-data-reader.ts';
import { withinDeadline } from './within-deadline.ts';

/** How the nightly check went. */
export interface DriftReport {
  /** Those that this process has checked. */
  readonly checked: readonly { readonly organizationId: string; readonly check: MappingCheck }[];
  /** Those that it could not check at all, with the reason. */
  readonly failed: readonly { readonly organizationId: string; readonly error: SyncError }[];
}

/** Organizations checked at once by one process, and the longest time for one, in milliseconds. */
const atOnce = 4;
const longestCheckMs = longestReadingMs + 30_000;

/**
 * Checks every organization with an enabled connector: what its ERP has now, and whether its field mapping still fits. Any number of processes may do so
 * at once; each organization is checked by one of them, once a night. An ERP that is down, that hangs, or whose connector throws costs the others nothing.
 */
export async function checkDrift(
  ports: CheckPorts & { readonly nights: NightlyChecks; readonly config: ConfigRepo },
  stop?: AbortSignal,
): Promise<DriftReport> {
  const checked: DriftReport['checked'][number][] = [];
  const failed: DriftReport['failed'][number][] = [];
  const waiting = [...(await ports.nights.due())];
  const work = async (): Promise<void> => {
    for (let left = waiting.length; left > 0; left = waiting.length) {
      const organizationId = waiting.shift();
      if (organizationId === undefined || stop?.aborted === true) return;
      try {
        const check = await withinDeadline(ports.clock, longestCheckMs, () => checkOne(organizationId, ports));
        if (check !== undefined) checked.push({ organizationId, check });
      } catch (error) {
        failed.push({ organizationId, error: SyncError.from(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { checked, failed };
}

async function checkOne(
  organizationId: string,
  ports: Parameters<typeof checkDrift>[0],
): Promise<MappingCheck | undefined> {
  if (!(await ports.nights.claim(organizationId))) return undefined;
  const integration = await ports.config.integrationOf(organizationId);
  if (integration?.enabled !== true) return undefined;
  return await checkIntegration(integration, ports, { actor: 'nightly-check', patienceMs: longestReadingMs });
}
