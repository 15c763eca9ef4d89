/**
 * Receipts: what was approved with a record and goes to the ERP after its voucher. `due_at` is null until the voucher is accepted or booked, while it no
 * longer is, and once nothing more happens by itself; so what waits costs nothing. The address, which may be a secret in itself, is
 * kept only as long as the file may have to be fetched.
 */
export const receiptsTable = `
create table bilag.receipts (
  organization_id text not null,
  record_id uuid not null,
  position integer not null check (position > 0),
  file_name text not null,
  media_type text not null,
  size_bytes integer not null check (size_bytes > 0),
  sha256 text not null,
  url text,
  url_version integer not null default 1,
  state text not null default 'pending' check (state in ('pending', 'sending', 'unknown', 'attached', 'failed')),
  due_at timestamptz,
  attempts integer not null default 0,
  failures integer not null default 0,
  fetch_failures integer not null default 0,
  look_ups integer not null default 0,
  ever_in_doubt boolean not null default false,
  failure_code text,
  failure_message text,
  failure_field text,
  sent_at timestamptz,
  attached_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (organization_id, record_id, position),
  foreign key (organization_id, record_id) references bilag.expense_records,
  check (url is not null or state in ('attached', 'failed'))
) with (fillfactor = 70);
create index receipts_due on bilag.receipts (organization_id, due_at) where due_at is not null;
create index receipts_sending on bilag.receipts (organization_id) where state = 'sending';

-- An ERP that takes files from nobody lets an organization's receipts rest, not its vouchers.
alter table bilag.lanes add column receipts_rest_until timestamptz not null default '-infinity';

grant select, insert, update on bilag.receipts to bilag_app;
alter table bilag.receipts enable row level security;
alter table bilag.receipts force row level security;
create policy organization_scope on bilag.receipts using (
  organization_id = current_setting('bilag.organization_id', true)
  or coalesce(current_setting('bilag.scope', true) = 'platform', false)
);
`;

/**
 * A voucher that is accepted, or booked, makes its receipts due, whoever writes that. Booked is news also to those that wait: an ERP may take files for
 * booked vouchers only.
 */
export const receiptsBecomeDue = `
create function bilag.receipts_of_accepted() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  update bilag.receipts r set due_at = clock_timestamp(), updated_at = clock_timestamp()
  where r.organization_id = new.organization_id and r.record_id = new.record_id and r.state in ('pending', 'unknown') and r.due_at is null;
  return null;
end $$;

create trigger receipts_of_accepted after update of state on bilag.outbox
for each row when (new.state = 'accepted' and old.state <> 'accepted') execute function bilag.receipts_of_accepted();

create function bilag.receipts_of_booked() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  update bilag.receipts r set due_at = clock_timestamp(), updated_at = clock_timestamp()
  from booked b
  where b.state = 'synced' and r.organization_id = b.organization_id and r.record_id = b.record_id
    and (r.state = 'pending' or r.state = 'unknown' and r.due_at is null);
  return null;
end $$;

create trigger receipts_of_booked after insert on bilag.finished_entries
referencing new table as booked for each statement execute function bilag.receipts_of_booked();

revoke execute on function bilag.receipts_of_accepted(), bilag.receipts_of_booked() from public;
`;
