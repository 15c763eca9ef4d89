import { Migration } from '@mikro-orm/migrations';

/** What was booked when, for the chart of the last days. Errors have such an index already, for alerts. */
export class Migration20261125StatusHistory extends Migration {
  override name = 'Migration20261125StatusHistory';

  override up(): void {
    this.addSql(`create index finished_entries_booked on bilag.finished_entries (organization_id, updated_at) include (record_id)
      where state = 'synced' and reverses is null`);
  }
}
