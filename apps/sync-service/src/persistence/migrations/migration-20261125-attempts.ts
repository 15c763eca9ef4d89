import { Migration } from '@mikro-orm/migrations';

/**
 * An attempt is written once and never changed: what became of it is in the sync log. Evidence that nobody can change is better evidence, and a second version of
 * every payload was the dearest part of recording an outcome. The log's foreign key to its organization, which nobody can delete, was asked for each entry.
 */
export class Migration20261125Attempts extends Migration {
  override name = 'Migration20261125Attempts';

  override up(): void {
    this.addSql(
      'alter table bilag.delivery_attempts drop column closed_at, drop column result, drop column error_code',
    );
    this.addSql('revoke update on bilag.delivery_attempts from bilag_app');
    this.addSql('alter table bilag.sync_logs drop constraint sync_logs_organization_id_fkey');
  }
}
