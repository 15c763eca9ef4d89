import { Migration } from '@mikro-orm/migrations';
import { tables } from './master-data/tables.ts';

/** What the ERPs have as it was last read, how the field mappings fitted it, and how much the ERPs were asked. */
export class Migration20261124MasterData extends Migration {
  override name = 'Migration20261124MasterData';

  override up(): void {
    this.addSql(tables);
  }
}
