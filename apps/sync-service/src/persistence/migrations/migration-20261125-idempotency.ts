import { Migration } from '@mikro-orm/migrations';

/** What was answered to requests with an idempotency key, for a day. */
export class Migration20261125Idempotency extends Migration {
  override name = 'Migration20261125Idempotency';

  override up(): void {
    this.addSql(`
create table bilag.idempotency_keys (
  organization_id text not null references bilag.organizations,
  caller text not null,
  key text not null,
  fingerprint text not null,
  -- Whoever began it last; an earlier one that comes back late finds it is no longer its own.
  attempt uuid not null,
  begun_at timestamptz not null default clock_timestamp(),
  -- Null while it is being carried out.
  status integer,
  headers jsonb,
  body text,
  primary key (organization_id, caller, key)
);
create index idempotency_keys_age on bilag.idempotency_keys (organization_id, begun_at);
grant select, insert, update, delete on bilag.idempotency_keys to bilag_app;
alter table bilag.idempotency_keys enable row level security;
alter table bilag.idempotency_keys force row level security;
create policy organization_scope on bilag.idempotency_keys using (
  organization_id = current_setting('bilag.organization_id', true)
  or coalesce(current_setting('bilag.scope', true) = 'platform', false)
)`);
  }
}
