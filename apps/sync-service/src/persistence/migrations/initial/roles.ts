/**
 * The role that the service works as: it owns nothing and may do no DDL. Roles belong to the whole server, so another database of it may have made
 * it already, perhaps at this very moment.
 */
export const roles = `
do $$ begin
  create role bilag_app nologin nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
-- Whoever migrates may also work as the service: a development set-up has one login for both.
grant bilag_app to current_user;
`;

/** What the service's role may do, table by table; what is not granted here it cannot do. */
export const grants = `
revoke execute on function bilag.record_id(), bilag.accept_approvals(text, jsonb) from public;
grant usage on schema bilag to bilag_app;
grant usage on sequence bilag.outbox_sequence, bilag.sync_log_sequence to bilag_app;
grant select, insert on bilag.organizations, bilag.expense_records, bilag.field_mappings, bilag.sync_logs to bilag_app;
grant select, insert, update on bilag.integration_configs, bilag.lanes, bilag.delivery_attempts to bilag_app;
grant select, insert, update, delete on bilag.outbox to bilag_app;
grant select, insert on bilag.finished_entries to bilag_app;
grant execute on function bilag.record_id(), bilag.accept_approvals(text, jsonb) to bilag_app;
`;

const tables = [
  'organizations',
  'expense_records',
  'outbox',
  'finished_entries',
  'lanes',
  'delivery_attempts',
  'sync_logs',
  'integration_configs',
  'field_mappings',
];

/**
 * Row-level security, forced on every table. A request sees one organization's rows, the engine and global administrators work in the platform's
 * scope; a connection that says neither sees nothing. Without `coalesce` the planner takes the second half for true on 0.5 % of the rows, and reads
 * the whole backlog for each lane.
 */
export const rowLevelSecurity = tables
  .map(
    (table) => `
alter table bilag.${table} enable row level security;
alter table bilag.${table} force row level security;
create policy organization_scope on bilag.${table} using (
  organization_id = current_setting('bilag.organization_id', true)
  or coalesce(current_setting('bilag.scope', true) = 'platform', false)
);`,
  )
  .join('\n');
