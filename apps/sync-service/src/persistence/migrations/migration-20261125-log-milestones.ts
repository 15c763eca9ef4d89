import { Migration } from '@mikro-orm/migrations';

/**
 * Every thousandth entry of the sync log, by its time: from there a day of long ago is found without reading what came since. The log has grown in the order of its
 * numbers, give or take moments, so that no index of all entries is needed. The release before does not read it.
 */
export class Migration20261125LogMilestones extends Migration {
  override name = 'Migration20261125LogMilestones';

  override up(): void {
    this.addSql(`create index sync_logs_milestones on bilag.sync_logs (at, log_id) include (organization_id)
      where log_id % 1000 = 0`);
  }
}
