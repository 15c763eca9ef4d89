import { Migration } from '@mikro-orm/migrations';
import { tables } from './reconciliations/tables.ts';

/** Reconciliations and what they found. */
export class Migration20261124Reconciliations extends Migration {
  override name = 'Migration20261124Reconciliations';

  override up(): void {
    this.addSql(tables);
  }
}
