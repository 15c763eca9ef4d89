import type { MappingTarget } from '../domain/mapping-targets.ts';
import type { Integration } from './config-repo.ts';

/** Whether a field mapping may point there: it may; not in this form; or this connector takes nothing of the kind. */
export type TargetVerdict = 'fits' | 'malformed' | 'not-taken';

/** What connectors let a field mapping point at, whatever the ERP has. */
export interface MappingTargetRules {
  /** How the profile of these settings judges. @throws {SyncError} `UNKNOWN_CONNECTOR`, `INVALID_SETTINGS` or `CONNECTOR_FAULT`. */
  judgeOf(integration: Pick<Integration, 'connector' | 'settings'>): Promise<(target: MappingTarget) => TargetVerdict>;
}
