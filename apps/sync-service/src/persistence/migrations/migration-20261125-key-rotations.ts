import { Migration } from '@mikro-orm/migrations';

/**
 * How often a rotation of the key has begun. Secrets are sealed before the transaction that stores them: it tells whoever stores one whether the key may have been
 * replaced since. The release before counts no rotation and asks for none.
 */
export class Migration20261125KeyRotations extends Migration {
  override name = 'Migration20261125KeyRotations';

  override up(): void {
    this.addSql(`
alter table bilag.key_check add column rotations bigint not null default 0;

-- The row is the platform's; how often a key was replaced tells nothing of anybody. The scope of whoever asks is given back: an owner who is no superuser may not
-- fasten one to a function.
create function bilag.key_rotations() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own_scope text := coalesce(current_setting('bilag.scope', true), '');
  found_number bigint;
begin
  perform set_config('bilag.scope', 'platform', true);
  select c.rotations into found_number from bilag.key_check c;
  perform set_config('bilag.scope', own_scope, true);
  return coalesce(found_number, 0);
end $$;

-- The same, and no rotation begins until the transaction ends.
create function bilag.hold_key_rotations() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own_scope text := coalesce(current_setting('bilag.scope', true), '');
  found_number bigint;
begin
  perform set_config('bilag.scope', 'platform', true);
  select c.rotations into found_number from bilag.key_check c for share;
  perform set_config('bilag.scope', own_scope, true);
  return coalesce(found_number, 0);
end $$;

revoke execute on function bilag.key_rotations(), bilag.hold_key_rotations() from public;
grant execute on function bilag.key_rotations(), bilag.hold_key_rotations() to bilag_app`);
  }
}
