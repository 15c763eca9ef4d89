import { Migration } from '@mikro-orm/migrations';
import { acceptApprovals } from './initial/accept-approvals.ts';
import { grants, roles, rowLevelSecurity } from './initial/roles.ts';
import { tables } from './initial/tables.ts';

/** The first version of the schema. Migrations are append-only: a change is a new one. */
export class Migration20261124Initial extends Migration {
  override name = 'Migration20261124Initial';

  override up(): void {
    this.addSql('create schema if not exists bilag');
    for (const part of [roles, tables, acceptApprovals, grants, rowLevelSecurity]) this.addSql(part);
  }
}
