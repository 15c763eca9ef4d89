const outboxColumns = `
  organization_id text not null,
  sequence bigint not null,
  record_id uuid not null,
  reference text not null,
  state text not null,
  attempts integer not null default 0,
  failures integer not null default 0,
  look_ups integer not null default 0,
  in_doubt boolean not null default false,
  ever_in_doubt boolean not null default false,
  batch_limit integer,
  batch_key text,
  erp_reference text,
  failure_code text,
  failure_message text,
  failure_field text,
  sent_at timestamptz,
  sent_mapping_version integer,
  sent_ledger text,
  updated_at timestamptz not null default now()`;

/** Every table of the first version. `organization_id` is in every key: no hole for row-level security, and ready to be distributed by it. */
export const tables = `
create table bilag.organizations (
  organization_id text primary key check (organization_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  currency text not null,
  created_at timestamptz not null default now(),
  created_by text not null
);

-- Immutable: an approval is what it was.
create table bilag.expense_records (
  organization_id text not null references bilag.organizations,
  record_id uuid not null,
  sequence bigint not null,
  kind text not null,
  source_id text not null,
  revision integer not null check (revision > 0),
  reference text not null,
  content jsonb not null,
  traceparent text,
  received_at timestamptz not null default now(),
  primary key (organization_id, record_id),
  unique (organization_id, kind, source_id, revision),
  unique (organization_id, sequence),
  unique (organization_id, reference)
);

-- Also the voucher number, so it is never used twice.
create sequence bilag.outbox_sequence as bigint;

-- What is not finished. A row is fresh until the engine has first dealt with it; from then on due_at says when it is looked at again.
create table bilag.outbox (${outboxColumns},
  fresh boolean not null default true,
  due_at timestamptz,
  primary key (organization_id, sequence),
  unique (organization_id, record_id),
  foreign key (organization_id, record_id) references bilag.expense_records,
  check (state in ('pending', 'sending', 'unknown', 'accepted', 'rejected', 'held'))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index outbox_due on bilag.outbox (organization_id, due_at) where due_at is not null;
create index outbox_sending on bilag.outbox (organization_id) where state = 'sending';

-- What needs nothing more leaves the hot table for this one.
create table bilag.finished_entries (${outboxColumns},
  primary key (organization_id, sequence),
  unique (organization_id, record_id),
  check (state in ('synced', 'cancelled'))
);

-- One sender per organization: whoever holds the lane, under a fence that grows with every lease. Instants are this database's.
create table bilag.lanes (
  organization_id text primary key references bilag.organizations,
  cursor bigint not null default 0,
  owner text,
  fence bigint not null default 0,
  lease_until timestamptz not null default '-infinity',
  rest_until timestamptz not null default '-infinity',
  served_at timestamptz not null default '-infinity',
  pause_code text,
  pause_message text,
  paused_at timestamptz
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- Opened before the first byte, closed with the outcome: the evidence of what was sent when, and made with what.
create table bilag.delivery_attempts (
  organization_id text not null,
  sequence bigint not null,
  attempt integer not null,
  record_id uuid not null,
  payload text not null,
  payload_hash text not null,
  batch_key text not null,
  connector text not null,
  config_version integer not null,
  credential_version integer not null,
  mapping_version integer not null,
  fence bigint not null,
  opened_at timestamptz not null,
  deadline_at timestamptz not null,
  closed_at timestamptz,
  result text,
  error_code text,
  primary key (organization_id, sequence, attempt)
);

create sequence bilag.sync_log_sequence as bigint;

-- Append-only: the service's role may neither change nor delete.
create table bilag.sync_logs (
  organization_id text not null references bilag.organizations,
  log_id bigint not null default nextval('bilag.sync_log_sequence'),
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  result text not null,
  record_id uuid,
  sequence bigint,
  attempt integer,
  error_code text,
  message text,
  detail jsonb,
  primary key (organization_id, log_id)
);
create index sync_logs_record on bilag.sync_logs (organization_id, record_id) where record_id is not null;

create table bilag.integration_configs (
  organization_id text primary key references bilag.organizations,
  connector text not null,
  settings jsonb not null,
  enabled boolean not null default false,
  config_version integer not null default 1,
  credential_version integer not null default 1,
  sealed_credentials jsonb not null,
  credentials_set_at timestamptz not null default now(),
  credentials_set_by text not null,
  tested_config_version integer,
  tested_credential_version integer,
  tested_at timestamptz,
  ledger_id text,
  ledger_name text,
  updated_at timestamptz not null default now()
);

-- A version never changes.
create table bilag.field_mappings (
  organization_id text not null references bilag.organizations,
  version integer not null check (version > 0),
  content jsonb not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (organization_id, version)
);
`;
