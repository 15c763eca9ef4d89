import { Migration } from '@mikro-orm/migrations';

/**
 * What began a step, as `sync-log-statements.ts` has it; written down here, as an index stays as it was made. By `case` and not by `coalesce`, which PostgreSQL does
 * not know to give nothing away: below row-level security no index is read by it.
 */
const trigger = `case when trigger is not null then trigger when actor in ('engine', 'approval') then 'automatic'
  when actor in ('scheduled-sync', 'nightly-check', 'nightly-reconciliation') then 'scheduled' else 'manual' end`;

/** Each leaves out what nearly all entries have: a voucher that is booked at once is written to none of them. */
const indexes = [
  ['sync_logs_results', 'result', "result <> 'succeeded'"],
  ['sync_logs_actions', 'action', "action <> 'attempt'"],
  ['sync_logs_actors', 'actor', "actor <> 'engine'"],
  ['sync_logs_triggers', `(${trigger})`, `${trigger} <> 'automatic'`],
] as const;

/**
 * What is rare in the sync log is found without reading what is not, in one organization and in all of them: the newest of each with this result, of this action, by
 * this person, begun so. Built beside the work, each from its start if it was broken off. The release before reads the index that is dropped
 * at the end; it finds the same by the others.
 */
export class Migration20261126LogFilters extends Migration {
  override name = 'Migration20261126LogFilters';

  override up(): void {
    for (const [name, column, condition] of indexes) {
      this.addSql(`drop index concurrently if exists bilag.${name}`);
      this.addSql(
        `create index concurrently ${name} on bilag.sync_logs (organization_id, ${column}, log_id) where ${condition}`,
      );
    }
    this.addSql('drop index concurrently if exists bilag.sync_logs_exceptions');
  }

  override isTransactional(): boolean {
    return false;
  }
}
