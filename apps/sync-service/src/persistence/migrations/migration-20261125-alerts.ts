import { Migration } from '@mikro-orm/migrations';
import { indexes, tables } from './alerts/tables.ts';

/** Alerts. The release before neither reads nor writes these tables; what it stores is seen by the rules all the same. */
export class Migration20261125Alerts extends Migration {
  override name = 'Migration20261125Alerts';

  override up(): void {
    for (const part of [tables, indexes]) this.addSql(part);
  }
}
