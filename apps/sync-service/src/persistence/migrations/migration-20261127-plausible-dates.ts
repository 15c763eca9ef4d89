import { Migration } from '@mikro-orm/migrations';

/** As core has it: an instant lies between 1900 and 2199 in UTC and in Norway, and at most a day ahead. */
const instantText = `
create or replace function bilag.instant_text(p_value jsonb, p_field text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  given text := case when jsonb_typeof(p_value) = 'string' then p_value #>> '{}' end;
  refusal constant text := 'It must be an instant such as 2026-03-06T09:30:00Z.';
  instant timestamptz;
begin
  if given is null or given !~ '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$' then
    perform bilag.refuse('INVALID_DATE', p_field, refusal);
  end if;
  begin
    instant := regexp_replace(given, '(\\.[0-9]{3})[0-9]+', '\\1')::timestamptz;
  exception when datetime_field_overflow or invalid_datetime_format or invalid_time_zone_displacement_value then
    perform bilag.refuse('INVALID_DATE', p_field, refusal);
  end;
  if least(instant at time zone 'UTC', instant at time zone 'Europe/Oslo') < '1900-01-01'
      or greatest(instant at time zone 'UTC', instant at time zone 'Europe/Oslo') >= '2200-01-01' then
    perform bilag.refuse('INVALID_DATE', p_field, 'It must lie between 1900 and 2199.');
  end if;
  if instant > now() + interval '24 hours' then
    perform bilag.refuse('INVALID_DATE', p_field, 'It lies more than a day ahead.');
  end if;
  return to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
end $$;
`;

/** As core has it: a date at most a year ahead. */
const checkDate = `
create or replace function bilag.check_date(p_value jsonb, p_field text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  given text := case when jsonb_typeof(p_value) = 'string' then p_value #>> '{}' end;
begin
  if given ~ '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$' then
    begin
      if to_char(given::date, 'YYYY-MM-DD') = given then
        if given::date > (now() at time zone 'Europe/Oslo' + interval '366 days')::date then
          perform bilag.refuse('INVALID_DATE', p_field, 'It lies more than a year ahead.');
        end if;
        return;
      end if;
    exception when datetime_field_overflow or invalid_datetime_format then null;
    end;
  end if;
  perform bilag.refuse('INVALID_DATE', p_field, 'It must be a date that exists, as YYYY-MM-DD.');
end $$;
`;

/** What a producer captures cannot lie in a future that no clock is wrong by, as over REST. */
export class Migration20261127PlausibleDates extends Migration {
  override name = 'Migration20261127PlausibleDates';

  override up(): void {
    this.addSql(instantText);
    this.addSql(checkDate);
  }
}
