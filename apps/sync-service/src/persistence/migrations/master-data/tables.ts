const names = ['master_data', 'mapping_checks', 'erp_usage'];

/** Its tables, what the service's role may do with them, and row-level security as on every table. */
export const tables = `
-- The last reading of each organization. A reading is told from any other by its id, so that one that is known need not be fetched again.
create table bilag.master_data (
  organization_id text primary key references bilag.organizations,
  config_version integer not null,
  credential_version integer not null,
  reading_id uuid not null default gen_random_uuid(),
  read_at timestamptz not null,
  data jsonb not null
);

-- The last check of each organization's field mapping, and the night for which somebody has taken it over.
create table bilag.mapping_checks (
  organization_id text primary key references bilag.organizations,
  night date,
  checked_at timestamptz,
  config_version integer,
  credential_version integer,
  mapping_version integer,
  failure_code text,
  failure_message text,
  finding_count integer,
  findings jsonb
);

-- Requests to the ERP and bytes of their bodies, by calendar month in Norway.
create table bilag.erp_usage (
  organization_id text not null references bilag.organizations,
  month date not null check (extract(day from month) = 1),
  requests bigint not null,
  bytes_up bigint not null,
  bytes_down bigint not null,
  primary key (organization_id, month)
);

grant select, insert, update on ${names.map((it) => `bilag.${it}`).join(', ')} to bilag_app;
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
