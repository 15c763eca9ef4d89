/**
 * Which installation this database belongs to, and which database it was when it was last sure of that. One row, made here and claimed by the first worker
 * that starts; so a clone of a database that nobody has used yet is nobody's. Without a key of its own: an organization's id is first in every key, and this is
 * about none of them.
 */
export const instanceTable = `
create table bilag.instance (
  instance_id uuid,
  epoch bigint not null default 0,
  system_identifier text,
  timeline text,
  database_oid bigint,
  database_name text,
  beats bigint not null default 0,
  beat_at timestamptz,
  mode text not null default 'normal' check (mode in ('normal', 'reconcile-only')),
  why text,
  since timestamptz,
  -- Nothing is sent before this instant: what the former instance sent last must have settled.
  send_after timestamptz not null default '-infinity',
  -- What was approved before this instant may have been booked by an instance that this database knows nothing of.
  look_up_before timestamptz not null default '-infinity',
  released_at timestamptz,
  released_by text,
  release_reason text,
  constraint one_row exclude ((true) with =)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
insert into bilag.instance default values;
-- Without a key, a publication of all tables would refuse every heartbeat.
alter table bilag.instance replica identity full;

grant select, update on bilag.instance to bilag_app;
alter table bilag.instance enable row level security;
alter table bilag.instance force row level security;
-- It says nothing of any organization, and every approval that comes in has to ask it.
create policy everybody_reads on bilag.instance for select using (true);
create policy platform_writes on bilag.instance for update using (coalesce(current_setting('bilag.scope', true) = 'platform', false));
`;
