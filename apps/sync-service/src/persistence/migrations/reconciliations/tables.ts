const names = ['reconciliations', 'reconciliation_findings'];

/** Its tables, what the service's role may do with them, and row-level security as on every table. */
export const tables = `
-- One month of one organization, held against its ledger. Whoever works on it holds a lease; a worker that is gone leaves it to the next one, which begins
-- it afresh as its next attempt.
create table bilag.reconciliations (
  organization_id text not null references bilag.organizations,
  reconciliation_id uuid not null default bilag.record_id(),
  month date not null check (extract(day from month) = 1),
  -- For which night it was asked for; null when a person asked.
  night date,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'incomplete')),
  requested_at timestamptz not null default clock_timestamp(),
  requested_by text not null,
  owner text,
  attempts integer not null default 0,
  lease_until timestamptz not null default '-infinity',
  started_at timestamptz,
  finished_at timestamptz,
  checked integer not null default 0,
  total integer,
  figures jsonb,
  extras_unlisted text,
  failure_code text,
  failure_message text,
  primary key (organization_id, reconciliation_id)
);
create unique index reconciliations_nightly on bilag.reconciliations (organization_id, month, night) where night is not null;
create unique index reconciliations_asked_for on bilag.reconciliations (organization_id, month) where state in ('waiting', 'running');
create unique index reconciliations_running on bilag.reconciliations (organization_id) where state = 'running';
create index reconciliations_open on bilag.reconciliations (organization_id, requested_at) where state in ('waiting', 'running');

-- What was found, by the attempt that found it; those of an attempt that was broken off are of no meaning.
create table bilag.reconciliation_findings (
  organization_id text not null,
  reconciliation_id uuid not null,
  attempt integer not null,
  position integer not null,
  kind text not null check (kind in ('missing', 'extra', 'doubled', 'different', 'cannot-tell')),
  code text not null,
  reference text not null,
  record_id uuid,
  erp_reference text,
  ours_minor bigint not null,
  ledger_minor bigint,
  message text not null,
  primary key (organization_id, reconciliation_id, attempt, position),
  foreign key (organization_id, reconciliation_id) references bilag.reconciliations
);
create index reconciliation_findings_reference on bilag.reconciliation_findings (organization_id, reference);

-- What the ledger should have in a month, and what was sent before dates were kept.
create index delivery_attempts_posting_date on bilag.delivery_attempts (organization_id, posting_date, sequence);

grant select, insert, update on bilag.reconciliations to bilag_app;
grant select, insert on bilag.reconciliation_findings to bilag_app;
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
