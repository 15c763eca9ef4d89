/** Whoever verifies from outside: may read what the seals are about, and nothing else. Roles belong to the whole server, so another database may have made it already. */
export const auditorRole = `
do $$ begin
  create role bilag_auditor nologin nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
grant usage on schema bilag to bilag_auditor;
grant select on bilag.organizations, bilag.sync_logs, bilag.delivery_attempts, bilag.sync_log_seals, bilag.sync_log_frontier to bilag_auditor;
grant execute on function bilag.database_identity() to bilag_auditor;
`;
