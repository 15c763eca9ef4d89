import { Migration } from '@mikro-orm/migrations';

/** What tells at the start whether the key-encryption key is the one that this database was sealed with. The release before does not read it. */
export class Migration20261125Keys extends Migration {
  override name = 'Migration20261125Keys';

  override up(): void {
    this.addSql(`
-- One row, of the platform: a known text, sealed like a secret. Without it nothing was ever started on this database.
create table bilag.key_check (
  organization_id text primary key check (organization_id = '*'),
  sealed jsonb not null,
  set_at timestamptz not null default clock_timestamp()
);
grant select, insert, update on bilag.key_check to bilag_app;
alter table bilag.key_check enable row level security;
alter table bilag.key_check force row level security;
create policy platform_scope on bilag.key_check using (coalesce(current_setting('bilag.scope', true) = 'platform', false))`);
  }
}
