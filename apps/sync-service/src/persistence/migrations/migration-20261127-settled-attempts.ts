import { Migration } from '@mikro-orm/migrations';
import { openAttempts } from './migration-20261125-open-attempts.ts';
import { isNewest } from './migration-20261127-mapping-guard.ts';

/**
 * How long after its intent everything that a call did has come to light is kept with the entry, of a voucher and of a receipt: whoever takes it over may have the
 * door to other books, which settle sooner. Not with the attempt, as all of that is sealed.
 */
export class Migration20261127SettledAttempts extends Migration {
  override name = 'Migration20261127SettledAttempts';

  override up(): void {
    this.addSql('alter table bilag.outbox add column settling_ms integer');
    this.addSql('alter table bilag.receipts add column settling_ms integer');
    this.addSql('drop function bilag.open_attempts');
    const kept = { settling_ms: 'integer' };
    this.addSql(openAttempts({ parameter: ', p_mapping_version integer', check: isNewest, kept }));
  }
}
