/**
 * Erases what may hold personal data and leaves its SHA-256, which the chain goes on verifying with. As the owner only: the service's role may change none of
 * these rows. What was erased, by whom and why is an entry of the log, without which verification calls it a forgery.
 */
export const erasureFunctions = `
create function bilag.erased(p_text text) returns text language sql immutable set search_path = pg_catalog as $$
  select case when p_text is null or p_text ~ '^\\(erased\\) sha256:[0-9a-f]{64}$' then p_text
    else '(erased) sha256:' || encode(sha256(convert_to(p_text, 'UTF8')), 'hex') end
$$;

-- The texts of one record, or, without one, of all that is older than p_before. Answers how many payloads were erased.
create function bilag.erase_texts(p_organization_id text, p_record_id uuid, p_before timestamptz, p_actor text, p_reason text) returns bigint
language plpgsql set search_path = pg_catalog as $$
declare
  payloads bigint;
begin
  if (p_record_id is null) = (p_before is null) then raise exception 'Name a record or an instant.'; end if;
  perform set_config('bilag.organization_id', p_organization_id, true);
  if exists (select from bilag.outbox o where o.organization_id = p_organization_id and o.record_id = p_record_id) then
    raise exception 'The record is not finished: what was sent may still be needed to look it up.' using errcode = 'BL002';
  end if;
  update bilag.delivery_attempts a set payload = bilag.erased(a.payload)
  where a.organization_id = p_organization_id and (a.record_id = p_record_id or a.opened_at < p_before)
    and a.payload is distinct from bilag.erased(a.payload)
    and not exists (select from bilag.outbox o where o.organization_id = a.organization_id and o.sequence = a.sequence);
  get diagnostics payloads = row_count;
  update bilag.sync_logs l set message = bilag.erased(l.message),
    detail = case when l.detail #>> '{reply,body}' is null then l.detail
      else jsonb_set(l.detail, '{reply,body}', to_jsonb(bilag.erased(l.detail #>> '{reply,body}'))) end
  where l.organization_id = p_organization_id and (l.record_id = p_record_id or l.record_id is not null and l.at < p_before) and l.action <> 'texts-erased'
    and (l.message is distinct from bilag.erased(l.message) or l.detail #>> '{reply,body}' is distinct from bilag.erased(l.detail #>> '{reply,body}'))
    and not exists (select from bilag.outbox o where o.organization_id = l.organization_id and o.record_id = l.record_id);
  if p_record_id is not null or payloads > 0 or found then
    insert into bilag.sync_logs (organization_id, actor, action, result, record_id, message, detail, trigger)
    values (p_organization_id, p_actor, 'texts-erased', 'succeeded', p_record_id, p_reason,
      jsonb_strip_nulls(jsonb_build_object('payloads', payloads, 'before', p_before)), case when p_record_id is null then 'scheduled' else 'manual' end);
  end if;
  return payloads;
end $$;

revoke execute on function bilag.erased(text), bilag.erase_texts(text, uuid, timestamptz, text, text) from public;
`;
