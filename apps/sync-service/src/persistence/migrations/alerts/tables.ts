const names = ['alerts', 'alert_settings', 'alert_deliveries', 'alert_turns'];

/** Alerts, whom they are told, and the messages that are owed. */
export const tables = `
-- Under the organization «*», which no organization can be called, stand those of the platform. No alert is ever deleted.
create table bilag.alerts (
  organization_id text not null,
  alert_id uuid not null default bilag.record_id(),
  kind text not null,
  cause text not null,
  state text not null default 'open' check (state in ('open', 'cleared')),
  code text,
  connector text,
  count integer not null,
  message text,
  details jsonb not null default '{}',
  raised_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp(),
  cleared_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  acknowledgement text,
  primary key (organization_id, alert_id),
  check ((state = 'cleared') = (cleared_at is not null)),
  check ((acknowledged_at is null) = (acknowledged_by is null))
);
-- One alert for each cause, whoever evaluates the rules at the same time.
create unique index alerts_open on bilag.alerts (organization_id, kind, cause) where state = 'open';

-- Without a row an organization has the defaults.
create table bilag.alert_settings (
  organization_id text primary key references bilag.organizations,
  errors_per_day integer not null check (errors_per_day > 0),
  pending_hours integer not null check (pending_hours > 0),
  emails text[] not null,
  webhook_url text,
  sealed_secret jsonb,
  secret_version integer not null default 0,
  secret_set_at timestamptz,
  secret_set_by text,
  updated_at timestamptz not null default clock_timestamp(),
  updated_by text not null,
  check ((webhook_url is null) = (sealed_secret is null)),
  check ((sealed_secret is null) = (secret_set_at is null) and (secret_set_at is null) = (secret_set_by is null))
);

-- A message to one receiver. Its content is fixed with the first try.
create table bilag.alert_deliveries (
  organization_id text not null,
  delivery_id uuid not null default bilag.record_id(),
  alert_id uuid not null,
  event text not null check (event in ('raised', 'grown', 'cleared')),
  sink text not null check (sink in ('email', 'webhook')),
  target text,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'given-up')),
  attempts integer not null default 0,
  next_at timestamptz not null,
  content jsonb,
  last_error text,
  created_at timestamptz not null default clock_timestamp(),
  first_tried_at timestamptz,
  ended_at timestamptz,
  primary key (organization_id, delivery_id),
  foreign key (organization_id, alert_id) references bilag.alerts,
  check ((sink = 'email') = (target is not null)),
  check ((state = 'waiting') = (ended_at is null))
);
create index alert_deliveries_due on bilag.alert_deliveries (next_at) where state = 'waiting';
create index alert_deliveries_alert on bilag.alert_deliveries (organization_id, alert_id);

-- One row: whoever holds it evaluates the rules.
create table bilag.alert_turns (
  organization_id text primary key check (organization_id = '*'),
  evaluated_at timestamptz
);
insert into bilag.alert_turns values ('*');

grant select, insert, update on bilag.alerts, bilag.alert_settings, bilag.alert_deliveries to bilag_app;
grant select, update on bilag.alert_turns to bilag_app;
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
`;

/** What the rules are read by. None of these is written to for a voucher that goes well. */
export const indexes = `
create index outbox_failures on bilag.outbox (organization_id, failure_code, sequence) where failure_code is not null;
create index sync_logs_errors on bilag.sync_logs (organization_id, at)
  where record_id is not null and error_code is not null and result in ('failed', 'retrying', 'in-doubt', 'held');
create index reconciliations_ended on bilag.reconciliations (finished_at) where state = 'done';
create index reconciliations_of_month on bilag.reconciliations (organization_id, month, finished_at) where state = 'done';
`;
