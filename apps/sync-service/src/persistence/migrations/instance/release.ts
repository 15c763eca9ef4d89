/**
 * The release of an installation whose database was restored or copied, in one transaction. Whatever it holds as unfinished may have been booked since by
 * the instance that it does not remember, so all of it is looked up before it may be sent. Numbers and versions that were given then are given to nobody else.
 */
export const releaseFunctions = `
-- The service's role may not set a sequence; ahead it may move these two.
create function bilag.skip_numbers(p_count bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_count < 0 then raise exception 'Numbers are never given back.'; end if;
  perform setval('bilag.outbox_sequence', nextval('bilag.outbox_sequence') + p_count);
  perform setval('bilag.sync_log_sequence', nextval('bilag.sync_log_sequence') + p_count);
end $$;

create function bilag.release_instance(p_epoch bigint, p_actor text, p_reason text, p_rest_ms bigint, p_skip bigint) returns text
language plpgsql set search_path = pg_catalog as $$
declare
  own bilag.instance;
  live record;
begin
  select * into strict own from bilag.instance for update;
  select * into strict live from bilag.database_identity();
  if own.mode <> 'reconcile-only' then return 'not-held'; end if;
  if own.epoch <> p_epoch then return 'another-epoch'; end if;
  -- Lane first, then configuration: the order of everybody who changes them.
  perform from bilag.lanes l order by l.organization_id for update;
  update bilag.lanes set owner = null, fence = fence + 1, lease_until = '-infinity', rest_until = '-infinity', receipts_rest_until = '-infinity', troubles = 0;
  -- A process that ran on through the restore may keep, under a version, what is no longer stored under it.
  update bilag.integration_configs set config_version = config_version + 1000, tested_config_version = tested_config_version + 1000;
  update bilag.outbox set ever_in_doubt = true where not ever_in_doubt;
  update bilag.receipts set ever_in_doubt = true where state <> 'attached' and not ever_in_doubt;
  perform bilag.skip_numbers(p_skip);
  update bilag.instance set epoch = own.epoch + 1, mode = 'normal', why = null, since = null,
    instance_id = coalesce(own.instance_id, gen_random_uuid()), system_identifier = live.system_identifier, timeline = live.timeline,
    database_oid = live.database_oid, database_name = live.database_name, beats = own.beats + 1,
    send_after = clock_timestamp() + p_rest_ms * interval '1 millisecond', look_up_before = clock_timestamp(),
    released_at = clock_timestamp(), released_by = p_actor, release_reason = p_reason;
  insert into bilag.sync_logs (organization_id, actor, action, result, message, detail)
  select o.organization_id, p_actor, 'sending-released', 'succeeded', p_reason, jsonb_build_object('why', own.why, 'since', own.since, 'epoch', own.epoch + 1)
  from bilag.organizations o order by o.organization_id;
  return 'released';
end $$;

revoke execute on function bilag.skip_numbers(bigint), bilag.release_instance(bigint, text, text, bigint, bigint) from public;
grant execute on function bilag.skip_numbers(bigint), bilag.release_instance(bigint, text, text, bigint, bigint) to bilag_app;
`;
