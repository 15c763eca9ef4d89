import { Migration } from '@mikro-orm/migrations';

/**
 * What was sent and answered is erased by the service itself once its time is over. The service’s role may start that and decide nothing of it: for how long texts are
 * kept lies in a row that only the owner can write, and the instant is reckoned from the server’s clock. The release before erases nothing by itself.
 */
export class Migration20261125TextRetention extends Migration {
  override name = 'Migration20261125TextRetention';

  override up(): void {
    this.addSql(`
-- One row, of the platform. Fewer than five full years the law does not allow; who means to erase sooner does it by hand, as the owner.
create table bilag.text_retention (
  organization_id text primary key check (organization_id = '*'),
  years integer not null default 5 check (years between 5 and 99),
  begun_at timestamptz
);
insert into bilag.text_retention (organization_id) values ('*');
grant select on bilag.text_retention to bilag_app;
alter table bilag.text_retention enable row level security;
alter table bilag.text_retention force row level security;
create policy platform_scope on bilag.text_retention using (coalesce(current_setting('bilag.scope', true) = 'platform', false));

-- Before when texts are erased: the beginning of a year in Norway. The scope of whoever asks is given back, here and below: an owner who is no superuser may not
-- fasten one to a function.
create function bilag.texts_kept_from() returns timestamptz
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own_scope text := coalesce(current_setting('bilag.scope', true), '');
  kept_years integer;
begin
  perform set_config('bilag.scope', 'platform', true);
  select r.years into strict kept_years from bilag.text_retention r;
  perform set_config('bilag.scope', own_scope, true);
  return make_timestamptz(extract(year from clock_timestamp() at time zone 'Europe/Oslo')::integer - kept_years, 1, 1, 0, 0, 0, 'Europe/Oslo');
end $$;

-- Whether it is the caller’s turn: of the processes whose clocks say the same, one erases.
create function bilag.begin_text_retention() returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own_scope text := coalesce(current_setting('bilag.scope', true), '');
  is_ours boolean;
begin
  perform set_config('bilag.scope', 'platform', true);
  update bilag.text_retention set begun_at = clock_timestamp()
  where begun_at is null or begun_at not between clock_timestamp() - interval '1 hour' and clock_timestamp();
  is_ours := found;
  perform set_config('bilag.scope', own_scope, true);
  return is_ours;
end $$;

-- One organization’s texts whose time is over, a month at a time so that nothing is locked for long. Answers how many payloads were erased, and whether that was all.
create function bilag.erase_texts_over_time(p_organization_id text, out payloads bigint, out is_done boolean)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own_scope text := coalesce(current_setting('bilag.scope', true), '');
  own_organization text := coalesce(current_setting('bilag.organization_id', true), '');
  kept_from timestamptz := bilag.texts_kept_from();
  kept_years integer;
  oldest timestamptz;
  before timestamptz;
begin
  perform set_config('bilag.scope', 'platform', true);
  select r.years into strict kept_years from bilag.text_retention r;
  select min(a.opened_at) into oldest from bilag.delivery_attempts a
  where a.organization_id = p_organization_id and a.opened_at < kept_from and a.payload !~ '^\\(erased\\) sha256:[0-9a-f]{64}$'
    and not exists (select from bilag.outbox o where o.organization_id = a.organization_id and o.sequence = a.sequence);
  before := coalesce(least(kept_from, (date_trunc('month', oldest at time zone 'Europe/Oslo') + interval '1 month') at time zone 'Europe/Oslo'), kept_from);
  payloads := bilag.erase_texts(p_organization_id, null, before, 'retention', format('Kept for %s years', kept_years));
  is_done := before = kept_from;
  perform set_config('bilag.organization_id', own_organization, true);
  perform set_config('bilag.scope', own_scope, true);
end $$;

revoke execute on function bilag.texts_kept_from(), bilag.begin_text_retention(), bilag.erase_texts_over_time(text) from public;
grant execute on function bilag.texts_kept_from(), bilag.begin_text_retention(), bilag.erase_texts_over_time(text) to bilag_app`);
  }
}
