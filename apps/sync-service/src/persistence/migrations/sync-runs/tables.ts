/** Syncs that somebody or the schedule asked for, and what the lane and the sync log say because of them. */
export const tables = `
-- One sync of one organization: what was pending up to its last sequence when it was asked for. It is a view on the outbox, not a worker: nothing is lost
-- with a process. What of the outbox was not pending then is excluded by its sequence.
create table bilag.sync_runs (
  organization_id text not null references bilag.organizations,
  run_id uuid not null default bilag.record_id(),
  trigger text not null check (trigger in ('manual', 'scheduled')),
  -- For which time of the schedule it was asked for; null when a person asked.
  slot timestamptz,
  requested_at timestamptz not null default clock_timestamp(),
  requested_by text not null,
  last_sequence bigint not null,
  excluded bigint[] not null default '{}',
  records integer not null,
  state text not null default 'running' check (state in ('running', 'done', 'incomplete', 'stopped')),
  finished_at timestamptz,
  synced integer,
  accepted integer,
  nothing_to_post integer,
  failed integer,
  waiting integer,
  stop_code text,
  stop_message text,
  primary key (organization_id, run_id),
  check ((state = 'running') = (finished_at is null))
);
create unique index sync_runs_running on bilag.sync_runs (organization_id) where state = 'running';
create unique index sync_runs_slot on bilag.sync_runs (organization_id, slot) where slot is not null;
create index sync_runs_finished on bilag.sync_runs (organization_id, finished_at desc) where finished_at is not null;

grant select, insert, update on bilag.sync_runs to bilag_app;
alter table bilag.sync_runs enable row level security;
alter table bilag.sync_runs force row level security;
create policy organization_scope on bilag.sync_runs using (
  organization_id = current_setting('bilag.organization_id', true)
  or coalesce(current_setting('bilag.scope', true) = 'platform', false)
);

-- A sync counts what became of an entry since it was asked for: the instant of the change, not that of its transaction’s beginning.
alter table bilag.finished_entries alter column updated_at set default clock_timestamp();

-- Why a lane rests, where that concerns people, and when it was last told to go on.
alter table bilag.lanes add column rest_code text, add column rest_message text, add column resumed_at timestamptz;

-- What began the step that an entry tells of, and which sync it belongs to; null where a person acted.
alter table bilag.sync_logs add column trigger text check (trigger in ('automatic', 'scheduled', 'manual')), add column run_id uuid;

-- When the ERP was last asked about a voucher, and what needed no voucher; neither grows with what is finished.
create index sync_logs_calls on bilag.sync_logs (organization_id, log_id) where action in ('attempt', 'look-up', 'status');
create index finished_entries_cancelled on bilag.finished_entries (organization_id, updated_at) where state = 'cancelled';
`;
