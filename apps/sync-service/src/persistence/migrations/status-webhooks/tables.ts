const names = ['webhook_endpoints', 'webhook_secrets', 'webhook_deliveries'];

/** Endpoints of other services, their secrets, the messages that are owed, and how far the sync log has been read for them. */
export const tables = `
create table bilag.webhook_endpoints (
  organization_id text not null references bilag.organizations,
  endpoint_id uuid not null default bilag.record_id(),
  url text not null,
  event_types text[] not null check (cardinality(event_types) > 0),
  enabled boolean not null,
  -- Why Bilag itself has switched it off.
  disabled_for text check (disabled_for in ('failing', 'gone')),
  -- What happened before is not told.
  active_since timestamptz not null default clock_timestamp(),
  failures integer not null default 0,
  failing_since timestamptz,
  rest_until timestamptz not null default '-infinity',
  last_error text,
  last_delivered_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  updated_at timestamptz not null default clock_timestamp(),
  updated_by text not null,
  primary key (organization_id, endpoint_id),
  check (not (enabled and disabled_for is not null))
);

-- Numbered within the organization, which is what a secret is sealed for. A former one is there until it no longer signs.
create table bilag.webhook_secrets (
  organization_id text not null,
  secret_version integer not null check (secret_version > 0),
  endpoint_id uuid not null,
  sealed_secret jsonb not null,
  set_at timestamptz not null default clock_timestamp(),
  set_by text not null,
  expires_at timestamptz,
  primary key (organization_id, secret_version),
  foreign key (organization_id, endpoint_id) references bilag.webhook_endpoints on delete cascade
);
create unique index webhook_secrets_current on bilag.webhook_secrets (organization_id, endpoint_id) where expires_at is null;

create table bilag.webhook_deliveries (
  organization_id text not null,
  delivery_id uuid not null default bilag.record_id(),
  endpoint_id uuid not null,
  type text not null,
  occurred_at timestamptz not null,
  -- The entry of the sync log and what the message says of its record; null for a test.
  log_id bigint,
  record_id uuid,
  subject jsonb,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'given-up')),
  attempts integer not null default 0,
  owed_since timestamptz not null default clock_timestamp(),
  next_at timestamptz not null default clock_timestamp(),
  -- Until then a process is trying it.
  leased_until timestamptz not null default '-infinity',
  last_error text,
  ended_at timestamptz,
  primary key (organization_id, delivery_id),
  foreign key (organization_id, endpoint_id) references bilag.webhook_endpoints on delete cascade,
  check ((subject is null) = (log_id is null) and (subject is null) = (record_id is null)),
  check ((state = 'waiting') = (ended_at is null))
);
-- An entry is told to an endpoint once, however often it is read.
create unique index webhook_deliveries_entry on bilag.webhook_deliveries (organization_id, endpoint_id, log_id) where log_id is not null;
create index webhook_deliveries_due on bilag.webhook_deliveries (organization_id, endpoint_id, next_at) where state = 'waiting';
create index webhook_deliveries_ended on bilag.webhook_deliveries (ended_at) where state <> 'waiting';

-- How far the sync log has been read, for all organizations, in the order of the seals (see bilag.sync_log_frontier); whoever reads holds the row.
create table bilag.webhook_frontier (
  transaction_id bigint not null default 0,
  log_id bigint not null default 0,
  database text,
  foreign_transaction_id bigint not null default 9223372036854775807,
  foreign_log_id bigint not null default 0,
  constraint one_webhook_frontier exclude ((true) with =)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
insert into bilag.webhook_frontier default values;
alter table bilag.webhook_frontier replica identity full;

grant select, insert, update, delete on bilag.webhook_endpoints, bilag.webhook_secrets, bilag.webhook_deliveries to bilag_app;
grant select, update on bilag.webhook_frontier to bilag_app;
${names
  .map(
    (table) => `
alter table bilag.${table} enable row level security;
alter table bilag.${table} force row level security;
create policy organization_scope on bilag.${table} using (
  organization_id = current_setting('bilag.organization_id', true)
  or coalesce(current_setting('bilag.scope', true) = 'platform', false)
);`,
  )
  .join('\n')}
alter table bilag.webhook_frontier enable row level security;
alter table bilag.webhook_frontier force row level security;
create policy platform_only on bilag.webhook_frontier using (coalesce(current_setting('bilag.scope', true) = 'platform', false));
`;
