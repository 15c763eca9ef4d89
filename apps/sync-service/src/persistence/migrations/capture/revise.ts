/**
 * A later revision of a source that is known, as `reviseSource` decides it: a booked voucher is never altered. `mayBeBooked` tells when even what was never sent
 * may be booked.
 */
export const undoForCapture = ({ mayBeBooked }: { readonly mayBeBooked: string }): string => `
create or replace function bilag.undo_for_capture(p_organization_id text, p_kind text, p_source_id text, p_revision integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  step record;
  how text;
  reversal text;
  why text := format('Revision %s takes its place.', p_revision);
begin
  for step in
    select r.record_id, r.revision, r.reference, v.sequence, v.state, v.may_be_booked
    from bilag.expense_records r cross join lateral (
      select o.sequence, o.state, o.in_doubt or o.ever_in_doubt or o.state in ('sending', 'unknown', 'accepted') or (select ${mayBeBooked}) as may_be_booked,
        o.recalled is not null as is_recalled
      from bilag.outbox o where o.organization_id = r.organization_id and o.sequence = r.sequence
      union all
      select f.sequence, f.state, false, false from bilag.finished_entries f where f.organization_id = r.organization_id and f.sequence = r.sequence
    ) v
    where r.organization_id = p_organization_id and r.kind = p_kind and r.source_id = p_source_id and v.state <> 'cancelled' and not v.is_recalled
      and not exists (select from bilag.outbox o where o.organization_id = r.organization_id and o.record_id = r.record_id and o.reverses is not null)
      and not exists (select from bilag.finished_entries f where f.organization_id = r.organization_id and f.record_id = r.record_id and f.reverses is not null)
    order by r.revision
  loop
    how := case when step.state = 'synced' then 'reverse' when step.may_be_booked then 'recall' else 'cancel' end;
    reversal := bilag.derived_reference('bilag-reversal-1', p_organization_id, p_kind, p_source_id, step.revision);
    if how = 'cancel' then
      with taken as (
        delete from bilag.outbox o
        where o.organization_id = p_organization_id and o.sequence = step.sequence and o.state in ('pending', 'rejected')
          and not o.in_doubt and not o.ever_in_doubt and not (select ${mayBeBooked})
        returning o.*
      )
      insert into bilag.finished_entries (organization_id, sequence, record_id, reference, reverses, state, attempts, batch_key, sent_at,
        sent_mapping_version, sent_ledger, failure_code, failure_message)
      select organization_id, sequence, record_id, reference, reverses, 'cancelled', attempts, batch_key, sent_at, sent_mapping_version, sent_ledger,
        'REVISION_SUPERSEDED', why from taken;
      if not found then raise exception 'A voucher that is not open cannot be cancelled.'; end if;
    else
      if how = 'recall' then
        update bilag.outbox o set recalled = 'REVISION_SUPERSEDED', fresh = false, updated_at = clock_timestamp(),
          state = case when o.state in ('rejected', 'held') then 'unknown' else o.state end,
          look_ups = case when o.state in ('rejected', 'held') then 0 else o.look_ups end,
          due_at = case when o.state in ('rejected', 'held', 'pending') and o.waits_for is null then clock_timestamp() else o.due_at end
        where o.organization_id = p_organization_id and o.sequence = step.sequence;
      end if;
      insert into bilag.outbox (organization_id, sequence, record_id, reference, reverses, state, fresh, waits_for, due_at)
      values (p_organization_id, nextval('bilag.outbox_sequence'), step.record_id, reversal, step.reference, 'pending', false,
        case when how = 'recall' then step.sequence end, case when how = 'reverse' then clock_timestamp() end);
    end if;
    insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence, error_code, message, detail)
    values (p_organization_id, 'approval', 'undo', case how when 'cancel' then 'cancelled' when 'recall' then 'recalled' else 'reversal-owed' end,
      step.record_id, step.sequence, 'REVISION_SUPERSEDED', why, case when how <> 'cancel' then jsonb_build_object('reversal', reversal) end);
  end loop;
end $$;

`;

export const reviseForCapture = `
-- The caller holds the organization’s lock on approvals.
create or replace function bilag.revise_for_capture(p_organization_id text, p_content jsonb, p_reference text, p_urls jsonb) returns uuid
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  given_kind text := p_content->>'kind';
  given_source text := p_content->>'sourceId';
  given_revision integer := (p_content->>'revision')::integer;
  latest record;
  same boolean;
  waits bigint;
  stored uuid := bilag.record_id();
  number bigint;
begin
  perform from bilag.lanes l where l.organization_id = p_organization_id for update;
  select r.revision, r.content, w.record_id is not null as is_withdrawn into strict latest
  from bilag.expense_records r left join bilag.withdrawals w on w.organization_id = r.organization_id and w.record_id = r.record_id
  where r.organization_id = p_organization_id and r.kind = given_kind and r.source_id = given_source order by r.revision desc limit 1;
  same := not latest.is_withdrawn
    and latest.content - '{revision,approvedAt,approvedBy}'::text[] = p_content - '{revision,approvedAt,approvedBy}'::text[];
  if not same then perform bilag.undo_for_capture(p_organization_id, given_kind, given_source, given_revision); end if;
  select max(o.sequence) into waits from bilag.expense_records r
  join bilag.outbox o on o.organization_id = r.organization_id and o.record_id = r.record_id
  where r.organization_id = p_organization_id and r.kind = given_kind and r.source_id = given_source;
  number := nextval('bilag.outbox_sequence');
  insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content)
  values (p_organization_id, stored, number, given_kind, given_source, given_revision, p_reference, p_content);
  if same then
    insert into bilag.finished_entries (organization_id, sequence, record_id, reference, state, failure_code, failure_message)
    values (p_organization_id, number, stored, p_reference, 'cancelled', 'REVISION_UNCHANGED',
      format('The claim is the same as in revision %s: nothing is sent for it again.', latest.revision));
    return stored;
  end if;
  insert into bilag.outbox (organization_id, sequence, record_id, reference, state, fresh, waits_for)
  values (p_organization_id, number, stored, p_reference, 'pending', waits is null, waits);
  insert into bilag.receipts (organization_id, record_id, position, file_name, media_type, size_bytes, sha256, url)
  select p_organization_id, stored, a.ordinality, a.value->>'fileName', a.value->>'mediaType', (a.value->>'sizeBytes')::integer, a.value->>'sha256',
    p_urls->>(a.ordinality - 1)::integer
  from jsonb_array_elements(p_content->'attachments') with ordinality a;
  return stored;
end $$;
`;
