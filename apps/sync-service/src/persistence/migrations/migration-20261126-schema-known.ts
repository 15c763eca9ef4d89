import { Migration } from '@mikro-orm/migrations';

/** The service may read which migrations were run, so that it can tell whether the schema is the one that it needs. */
export class Migration20261126SchemaKnown extends Migration {
  override name = 'Migration20261126SchemaKnown';

  override up(): void {
    this.addSql('grant select on bilag.migrations to bilag_app');
  }
}
