import type { MigrationClass } from '../migration-class.ts';
import { Migration20261124Engine } from './migration-20261124-engine.ts';
import { Migration20261124Initial } from './migration-20261124-initial.ts';
import { Migration20261124MasterData } from './migration-20261124-master-data.ts';
import { Migration20261124Receipts } from './migration-20261124-receipts.ts';
import { Migration20261124Reconciliations } from './migration-20261124-reconciliations.ts';
import { Migration20261125Alerts } from './migration-20261125-alerts.ts';
import { Migration20261125Attempts } from './migration-20261125-attempts.ts';
import { Migration20261125AuditChain } from './migration-20261125-audit-chain.ts';
import { Migration20261125Capture } from './migration-20261125-capture.ts';
import { Migration20261125Decisions } from './migration-20261125-decisions.ts';
import { Migration20261125Idempotency } from './migration-20261125-idempotency.ts';
import { Migration20261125Instance } from './migration-20261125-instance.ts';
import { Migration20261125Intake } from './migration-20261125-intake.ts';
import { Migration20261125KeyRotations } from './migration-20261125-key-rotations.ts';
import { Migration20261125Keys } from './migration-20261125-keys.ts';
import { Migration20261125LogMilestones } from './migration-20261125-log-milestones.ts';
import { Migration20261125OpenAttempts } from './migration-20261125-open-attempts.ts';
import { Migration20261125RecordOutcomes } from './migration-20261125-record-outcomes.ts';
import { Migration20261125Revisions } from './migration-20261125-revisions.ts';
import { Migration20261125StatusHistory } from './migration-20261125-status-history.ts';
import { Migration20261125StatusWebhooks } from './migration-20261125-status-webhooks.ts';
import { Migration20261125SyncLogs } from './migration-20261125-sync-logs.ts';
import { Migration20261125SyncRuns } from './migration-20261125-sync-runs.ts';
import { Migration20261125TextRetention } from './migration-20261125-text-retention.ts';
import { Migration20261126LogFilters } from './migration-20261126-log-filters.ts';
import { Migration20261126SchemaKnown } from './migration-20261126-schema-known.ts';
import { Migration20261126SharedIntake } from './migration-20261126-shared-intake.ts';
import { Migration20261127LastingDoubt } from './migration-20261127-lasting-doubt.ts';
import { Migration20261127MappingGuard } from './migration-20261127-mapping-guard.ts';
import { Migration20261127NamedRecordings } from './migration-20261127-named-recordings.ts';
import { Migration20261127OrganizationNames } from './migration-20261127-organization-names.ts';
import { Migration20261127PlausibleDates } from './migration-20261127-plausible-dates.ts';
import { Migration20261127RecordSearch } from './migration-20261127-record-search.ts';
import { Migration20261127SettledAttempts } from './migration-20261127-settled-attempts.ts';

/** Those that no released version has been without: nobody runs on a schema in between, so they may do anything. None is added once there is a release. */
const beforeFirstRelease = [
  Migration20261124Initial,
  Migration20261124MasterData,
  Migration20261124Receipts,
  Migration20261124Engine,
  Migration20261124Reconciliations,
  Migration20261125Revisions,
  Migration20261125Instance,
  Migration20261125SyncRuns,
  Migration20261125Decisions,
  Migration20261125Attempts,
  Migration20261125Intake,
  Migration20261125OpenAttempts,
  Migration20261125SyncLogs,
  Migration20261125AuditChain,
  Migration20261125Alerts,
  Migration20261125Capture,
  Migration20261125Idempotency,
  Migration20261125Keys,
  Migration20261125StatusHistory,
  Migration20261125RecordOutcomes,
  Migration20261125StatusWebhooks,
  Migration20261125KeyRotations,
  Migration20261125TextRetention,
  Migration20261125LogMilestones,
  Migration20261126LogFilters,
  Migration20261126SharedIntake,
  Migration20261126SchemaKnown,
  Migration20261127MappingGuard,
  Migration20261127LastingDoubt,
  Migration20261127OrganizationNames,
  Migration20261127PlausibleDates,
  Migration20261127SettledAttempts,
  Migration20261127NamedRecordings,
  Migration20261127RecordSearch,
];

/** Those that run while the release before is at work, and which `migration-rules.test.ts` holds to the rules of docs/operations.md. */
export const sinceFirstRelease: readonly MigrationClass[] = [];

/** All migrations, in order. */
export const migrations: readonly MigrationClass[] = [...beforeFirstRelease, ...sinceFirstRelease];
