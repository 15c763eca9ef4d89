/**
 * The chain of the sync log. An entry knows the transaction that wrote it: once none that was open then is open any more, nothing can come before it.
 * The default is not volatile, so the column is added without writing the table anew; entries of before have the number of the migration.
 */
export const chainTables = `
alter table bilag.sync_logs add column transaction_id bigint not null default pg_current_xact_id()::text::bigint;
-- A few bytes for many pages: an entry is written to no further B-tree because of the chain.
create index sync_logs_transactions on bilag.sync_logs using brin (transaction_id) with (pages_per_range = 32, autosummarize = on);

-- Entries that were sealed together. What an entry said is in its hash, what the chain said before is in the seal’s, and the signature’s key is outside of the database.
create table bilag.sync_log_seals (
  organization_id text not null,
  number bigint not null check (number > 0),
  -- How many entries of the organization are sealed with this one.
  position bigint not null check (position >= number),
  log_ids bigint[] not null,
  -- SHA-256 of each entry, one after the other.
  entry_hashes bytea not null check (length(entry_hashes) = 32 * cardinality(log_ids)),
  sealed_at timestamptz not null,
  hash bytea not null,
  key_id text not null,
  signature bytea not null,
  primary key (organization_id, number)
);
alter table bilag.sync_log_seals alter column entry_hashes set storage external;
grant select, insert on bilag.sync_log_seals to bilag_app;
alter table bilag.sync_log_seals enable row level security;
alter table bilag.sync_log_seals force row level security;
create policy organization_scope on bilag.sync_log_seals using (
  organization_id = current_setting('bilag.organization_id', true)
  or coalesce(current_setting('bilag.scope', true) = 'platform', false)
);

-- How far sealing has come, for all organizations; whoever seals holds the row. Verification holds it against the seals, and does not rely on it. Transaction numbers are
-- those of one server and database, so whose they are is kept with them.
create table bilag.sync_log_frontier (
  transaction_id bigint not null default 0,
  log_id bigint not null default 0,
  database text,
  -- Sealed before their transactions could begin here: entries of a former database, up to this number.
  foreign_transaction_id bigint not null default 9223372036854775807,
  foreign_log_id bigint not null default 0,
  constraint one_frontier exclude ((true) with =)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
insert into bilag.sync_log_frontier default values;
alter table bilag.sync_log_frontier replica identity full;
grant select, update on bilag.sync_log_frontier to bilag_app;
alter table bilag.sync_log_frontier enable row level security;
alter table bilag.sync_log_frontier force row level security;
-- It says nothing of any organization, and every verification asks it.
create policy everybody_reads on bilag.sync_log_frontier for select using (true);
create policy platform_writes on bilag.sync_log_frontier for update using (coalesce(current_setting('bilag.scope', true) = 'platform', false));
`;
