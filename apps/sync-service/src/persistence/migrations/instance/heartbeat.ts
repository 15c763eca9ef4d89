/**
 * A worker's heartbeat: claims the row, holds it against what the worker remembers, counts on, and stops all sending at the first contradiction. From then on
 * every approval that comes in may be booked already, whenever it was given. In the platform's scope.
 */
export const heartbeatFunctions = `
create function bilag.hold_sending(p_why text) returns void
language plpgsql set search_path = pg_catalog as $$
begin
  update bilag.instance set mode = 'reconcile-only', why = p_why, since = clock_timestamp(), look_up_before = 'infinity'
  where mode <> 'reconcile-only';
  if not found then
    if not exists (select from bilag.instance where mode = 'reconcile-only') then
      raise exception 'bilag.instance was not changed: set bilag.scope = ''platform'' first';
    end if;
    return;
  end if;
  -- Approvals are taken while it is held: they get none of the numbers that may have been given since the backup.
  perform bilag.skip_numbers(1000000);
  insert into bilag.sync_logs (organization_id, actor, action, result, message, detail)
  select o.organization_id, 'engine', 'sending-held', 'failed', 'Nothing is sent until an administrator releases this installation.',
    jsonb_build_object('why', p_why, 'epoch', (select i.epoch from bilag.instance i))
  from bilag.organizations o order by o.organization_id;
end $$;

create function bilag.beat(p_instance uuid, p_epoch bigint, p_beats bigint, p_unreadable boolean)
returns table (instance_id uuid, epoch bigint, beats bigint, mode text, why text, raised boolean)
language plpgsql set search_path = pg_catalog as $$
#variable_conflict use_column
declare
  own bilag.instance;
  live record;
  against text;
begin
  select * into strict own from bilag.instance for update;
  select * into strict live from bilag.database_identity();
  raised := false;
  if own.instance_id is null then
    update bilag.instance i set instance_id = gen_random_uuid(), epoch = 1, system_identifier = live.system_identifier,
      timeline = live.timeline, database_oid = live.database_oid, database_name = live.database_name;
  end if;
  against := case when p_unreadable then 'witness-unreadable' else bilag.contradiction(p_instance, p_epoch, p_beats) end;
  -- What anybody has seen is not forgotten: a release comes out above it, and a second backup, newer than the first and older than the witness, is behind it too.
  update bilag.instance i set epoch = greatest(i.epoch, p_epoch), beats = greatest(i.beats, p_beats) where i.instance_id = p_instance;
  if own.mode = 'normal' and against is not null then
    perform bilag.hold_sending(against);
    raised := true;
  end if;
  return query update bilag.instance i set beats = i.beats + 1, beat_at = clock_timestamp(),
    system_identifier = case when against is null then coalesce(i.system_identifier, live.system_identifier) else i.system_identifier end,
    timeline = case when against is null then coalesce(i.timeline, live.timeline) else i.timeline end,
    database_name = case when against is null then live.database_name else i.database_name end
  returning i.instance_id, i.epoch, i.beats, i.mode, i.why, beat.raised;
end $$;

revoke execute on function bilag.hold_sending(text), bilag.beat(uuid, bigint, bigint, boolean) from public;
grant execute on function bilag.hold_sending(text), bilag.beat(uuid, bigint, bigint, boolean) to bilag_app;
`;
