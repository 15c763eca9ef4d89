import { Migration } from '@mikro-orm/migrations';

/** Retries by hand: an entry knows the one that it is tried because of, and the sync log refers to it. Failed ones are found without reading the others. */
export class Migration20261125Decisions extends Migration {
  override name = 'Migration20261125Decisions';

  override up(): void {
    this.addSql('alter table bilag.outbox add column retry_log_id bigint');
    this.addSql('alter table bilag.sync_logs add column refers_to bigint');
    this.addSql(`create index outbox_failed on bilag.outbox (organization_id, sequence)
      where failure_code is not null and state in ('pending', 'rejected', 'held')`);
  }
}
