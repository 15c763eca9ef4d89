import { Migration } from '@mikro-orm/migrations';

/** An organization can be given another name, and nothing else of it can be changed. */
export class Migration20261127OrganizationNames extends Migration {
  override name = 'Migration20261127OrganizationNames';

  override up(): void {
    this.addSql('grant update (name) on bilag.organizations to bilag_app');
  }
}
