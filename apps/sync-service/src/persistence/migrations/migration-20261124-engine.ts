import { Migration } from '@mikro-orm/migrations';

/**
 * A lane knows how often in a row its ERP served nothing; an attempt, what the ledger should have because of it. The release before neither reads nor
 * writes these columns.
 */
export class Migration20261124Engine extends Migration {
  override name = 'Migration20261124Engine';

  override up(): void {
    this.addSql('alter table bilag.lanes add column troubles integer not null default 0');
    this.addSql('alter table bilag.delivery_attempts add column posting_date date, add column total_minor bigint');
  }
}
