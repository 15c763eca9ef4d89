/**
 * What REST checks of an approval, said in SQL: the same codes and the same fields. Who captures in a transaction of one’s own is told at once, and the transaction
 * ends with it.
 */
export const captureChecks = `
-- Every refusal looks the same: the code is in the message and, with the field, in the detail.
create function bilag.refuse(p_code text, p_field text, p_why text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '%: %', p_code, p_why using errcode = 'BL001',
    detail = jsonb_strip_nulls(jsonb_build_object('code', p_code, 'field', p_field))::text;
end $$;

create function bilag.check_fields(p_object jsonb, p_field text, p_required text[], p_optional text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  prefix text := case when p_field = '' then '' else p_field || '.' end;
  name text;
begin
  if jsonb_typeof(p_object) is distinct from 'object' then
    perform bilag.refuse('VALIDATION_FAILED', nullif(p_field, ''), 'It must be an object.');
  end if;
  foreach name in array p_required loop
    if not p_object ? name then perform bilag.refuse('VALIDATION_FAILED', prefix || name, 'It is missing.'); end if;
  end loop;
  for name in select k from jsonb_object_keys(p_object) k where k <> all (p_required || p_optional) order by k loop
    perform bilag.refuse('VALIDATION_FAILED', left(prefix || name, 200), 'It is not known here.');
  end loop;
end $$;

-- A text for people, or, as an identifier, one that programs compare: without blanks at either end.
create function bilag.check_text(p_value jsonb, p_field text, p_longest integer, p_is_identifier boolean) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  given text := p_value #>> '{}';
  blank text := E'[\\\\s\\u00a0\\ufeff]';
begin
  if jsonb_typeof(p_value) is distinct from 'string' or length(given) not between 1 and p_longest
    or given ~ E'[\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029]'
    or given ~ ('^' || blank || '+$') or (p_is_identifier and given ~ ('^' || blank || '|' || blank || '$'))
  then
    perform bilag.refuse('VALIDATION_FAILED', p_field, format('It must be a text of 1 to %s characters.', p_longest));
  end if;
end $$;

create function bilag.check_choice(p_value jsonb, p_field text, p_code text, p_choices text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if jsonb_typeof(p_value) is distinct from 'string' or not (p_value #>> '{}') = any (p_choices) then
    perform bilag.refuse(p_code, p_field, 'It must be one of: ' || array_to_string(p_choices, ', ') || '.');
  end if;
end $$;

create function bilag.check_whole(p_value jsonb, p_field text, p_least bigint, p_most bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if jsonb_typeof(p_value) is distinct from 'number' or (p_value)::numeric <> trunc((p_value)::numeric) or (p_value)::numeric not between p_least and p_most then
    perform bilag.refuse('VALIDATION_FAILED', p_field, format('It must be a whole number from %s to %s.', p_least, p_most));
  end if;
end $$;

-- A decimal string in minor units, exactly.
create function bilag.minor_units(p_value jsonb, p_field text, p_digits integer) returns numeric
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := regexp_match(case when jsonb_typeof(p_value) = 'string' then p_value #>> '{}' end, '^(-?)(0|[1-9][0-9]{0,29})(?:\\.([0-9]{1,4}))?$');
  minor numeric;
begin
  if parts is null or length(coalesce(parts[3], '')) > p_digits then
    perform bilag.refuse('INVALID_AMOUNT', p_field, format('It must be a decimal string with at most %s decimals.', p_digits));
  end if;
  minor := (parts[2] || rpad(coalesce(parts[3], ''), p_digits, '0'))::numeric;
  if minor > 9999999999999 then perform bilag.refuse('AMOUNT_OUT_OF_RANGE', p_field, 'It is more than any ledger here holds.'); end if;
  return case when parts[1] = '-' then -minor else minor end;
end $$;

create function bilag.decimal_text(p_minor numeric, p_digits integer) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when p_digits = 0 then p_minor::text else round(p_minor / 10 ^ p_digits::numeric, p_digits)::text end
$$;

-- An instant as it is stored, in UTC to the millisecond; what lies beyond is cut off, not rounded.
create function bilag.instant_text(p_value jsonb, p_field text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  given text := case when jsonb_typeof(p_value) = 'string' then p_value #>> '{}' end;
  refusal constant text := 'It must be an instant such as 2026-03-06T09:30:00Z.';
begin
  if given is null or given !~ '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$' then
    perform bilag.refuse('INVALID_DATE', p_field, refusal);
  end if;
  begin
    return to_char(regexp_replace(given, '(\\.[0-9]{3})[0-9]+', '\\1')::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  exception when datetime_field_overflow or invalid_datetime_format or invalid_time_zone_displacement_value then
    perform bilag.refuse('INVALID_DATE', p_field, refusal);
  end;
end $$;

create function bilag.check_date(p_value jsonb, p_field text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  given text := case when jsonb_typeof(p_value) = 'string' then p_value #>> '{}' end;
begin
  if given ~ '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$' then
    begin
      if to_char(given::date, 'YYYY-MM-DD') = given then return; end if;
    exception when datetime_field_overflow or invalid_datetime_format then null;
    end;
  end if;
  perform bilag.refuse('INVALID_DATE', p_field, 'It must be a date that exists, as YYYY-MM-DD.');
end $$;
`;
