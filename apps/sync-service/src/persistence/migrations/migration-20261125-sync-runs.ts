import { Migration } from '@mikro-orm/migrations';
import { tables } from './sync-runs/tables.ts';

/** Manual and scheduled syncs. The release before writes sync-log entries without what began them, and knows no reason for a rest. */
export class Migration20261125SyncRuns extends Migration {
  override name = 'Migration20261125SyncRuns';

  override up(): void {
    this.addSql(tables);
  }
}
