/** What the outbox knows of revisions and reversals, and withdrawals as they were told. */
export const tables = `
alter table bilag.outbox
  -- The reference of the booked voucher that this one takes back; null for the voucher of an approval.
  add column reverses text,
  -- The entry that must be finished before this one is looked at; its due_at is null until then.
  add column waits_for bigint,
  -- Why its approval no longer stands: it is never sent again.
  add column recalled text check (recalled in ('REVISION_SUPERSEDED', 'APPROVAL_WITHDRAWN'));
alter table bilag.finished_entries add column reverses text;

-- A record has one voucher and at most one that takes it back.
alter table bilag.outbox drop constraint outbox_organization_id_record_id_key;
alter table bilag.finished_entries drop constraint finished_entries_organization_id_record_id_key;
create unique index outbox_voucher on bilag.outbox (organization_id, record_id) where reverses is null;
create unique index outbox_reversal on bilag.outbox (organization_id, record_id) where reverses is not null;
create unique index finished_voucher on bilag.finished_entries (organization_id, record_id) where reverses is null;
create unique index finished_reversal on bilag.finished_entries (organization_id, record_id) where reverses is not null;
create index outbox_waiting on bilag.outbox (organization_id, waits_for) where waits_for is not null;

-- An approval that no longer stands. Immutable, like the approval.
create table bilag.withdrawals (
  organization_id text not null,
  record_id uuid not null,
  withdrawn_at timestamptz not null,
  withdrawn_by text not null,
  reason text not null,
  received_at timestamptz not null default now(),
  primary key (organization_id, record_id),
  foreign key (organization_id, record_id) references bilag.expense_records
);
grant select, insert on bilag.withdrawals to bilag_app;
alter table bilag.withdrawals enable row level security;
alter table bilag.withdrawals force row level security;
create policy organization_scope on bilag.withdrawals using (
  organization_id = current_setting('bilag.organization_id', true)
  or coalesce(current_setting('bilag.scope', true) = 'platform', false)
);
`;

/**
 * What waits for an entry becomes due once that is finished, whoever finishes it. A reversal has nothing to take back when the voucher it waited for was never
 * booked: it is cancelled, which in its turn lets the next one follow.
 */
export const followers = `
create function bilag.let_follow() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if not exists (
    select from finished f join bilag.outbox o on o.organization_id = f.organization_id and o.waits_for = f.sequence
  ) then
    return null;
  end if;
  with moot as (
    delete from bilag.outbox o using finished f
    where o.organization_id = f.organization_id and o.waits_for = f.sequence and o.reverses = f.reference and f.state = 'cancelled'
    returning o.organization_id, o.sequence, o.record_id, o.reference, o.reverses
  ), logged as (
    insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence, error_code, message)
    select organization_id, 'engine', 'reversal', 'cancelled', record_id, sequence, 'REVERSAL_NOT_NEEDED',
      'The voucher that it would have taken back was never booked.' from moot
  )
  insert into bilag.finished_entries (organization_id, sequence, record_id, reference, reverses, state, failure_code, failure_message)
  select organization_id, sequence, record_id, reference, reverses, 'cancelled', 'REVERSAL_NOT_NEEDED',
    'The voucher that it would have taken back was never booked.' from moot;
  update bilag.outbox o set waits_for = null, due_at = clock_timestamp(), updated_at = clock_timestamp()
  from finished f where o.organization_id = f.organization_id and o.waits_for = f.sequence;
  return null;
end $$;
revoke execute on function bilag.let_follow() from public;

create trigger let_follow after insert on bilag.finished_entries
referencing new table as finished for each statement execute function bilag.let_follow();
`;

/** Receipts belong to the voucher of an approval, not to the one that takes it back. */
export const receiptsOfVouchersOnly = `
create or replace function bilag.receipts_of_accepted() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  update bilag.receipts r set due_at = clock_timestamp(), updated_at = clock_timestamp()
  where new.reverses is null
    and r.organization_id = new.organization_id and r.record_id = new.record_id and r.state in ('pending', 'unknown') and r.due_at is null;
  return null;
end $$;

create or replace function bilag.receipts_of_booked() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  update bilag.receipts r set due_at = clock_timestamp(), updated_at = clock_timestamp()
  from booked b
  where b.state = 'synced' and b.reverses is null and r.organization_id = b.organization_id and r.record_id = b.record_id
    and (r.state = 'pending' or r.state = 'unknown' and r.due_at is null);
  return null;
end $$;
`;
