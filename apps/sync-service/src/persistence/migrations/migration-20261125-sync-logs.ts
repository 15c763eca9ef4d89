import { Migration } from '@mikro-orm/migrations';

/**
 * The sync log is read by its primary key, newest first. What went wrong is sought among very many entries that went well; only an entry that did not go well
 * is written to this index, so that booking costs what it cost.
 */
export class Migration20261125SyncLogs extends Migration {
  override name = 'Migration20261125SyncLogs';

  override up(): void {
    this.addSql(`create index sync_logs_exceptions on bilag.sync_logs (organization_id, log_id)
      where result not in ('succeeded', 'accepted')`);
  }
}
