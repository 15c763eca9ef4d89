/**
 * What comes in after a restore may have been booked before it: the approving app sends again what the restore lost. Whoever inserts it, it is born in doubt
 * when it was approved before the release; a day is added for clocks and time zones that are wrong. A voucher is then looked up once more than it
 * would have to be, which is the cheap mistake. Triggers, so that no way of storing an entry forgets it.
 */
export const birthTriggers = `
create function bilag.born_in_doubt() returns trigger
language plpgsql set search_path = pg_catalog as $$
declare
  bound timestamptz;
begin
  select i.look_up_before into bound from bilag.instance i;
  -- No row is no reason to believe that nothing was lost.
  if bound is distinct from '-infinity' and not new.ever_in_doubt then
    begin
      new.ever_in_doubt := coalesce(
        (select (r.content->>'approvedAt')::timestamptz from bilag.expense_records r
         where r.organization_id = new.organization_id and r.record_id = new.record_id) < bound + interval '1 day', true);
    exception when datetime_field_overflow or invalid_datetime_format then
      new.ever_in_doubt := true;
    end;
  end if;
  return new;
end $$;

create trigger born_in_doubt before insert on bilag.outbox for each row execute function bilag.born_in_doubt();
create trigger born_in_doubt before insert on bilag.receipts for each row execute function bilag.born_in_doubt();

revoke execute on function bilag.born_in_doubt() from public;
`;
