import { Migration } from '@mikro-orm/migrations';
import { tables } from './status-webhooks/tables.ts';

/** Webhooks that tell other services of records. The release before neither reads nor writes these tables; what it logs is told all the same. */
export class Migration20261125StatusWebhooks extends Migration {
  override name = 'Migration20261125StatusWebhooks';

  override up(): void {
    this.addSql(tables);
  }
}
