/**
 * Approvals come in as before. A source may have several revisions now: an approval of one that is known comes back with the content of its own revision,
 * or else of the latest, for the caller to decide.
 */
export const acceptApprovalsOfRevisions = `
create or replace function bilag.accept_approvals(p_organization_id text, p_approvals jsonb)
returns table (ord bigint, record_id uuid, reference text, revision integer, content jsonb, created boolean)
language plpgsql volatile set search_path = pg_catalog as $$
begin
  perform set_config('bilag.organization_id', p_organization_id, true);
  perform pg_advisory_xact_lock(hashtextextended(p_organization_id, 6245391));
  if exists (
    select from jsonb_array_elements(p_approvals) it
    join bilag.expense_records r on r.organization_id = p_organization_id
      and r.kind = it.value->'content'->>'kind' and r.source_id = it.value->'content'->>'sourceId'
    where it.value ? 'attachmentUrls'
  ) then
    perform from bilag.lanes l where l.organization_id = p_organization_id for update;
  end if;
  return query
  with given as (
    select it.ordinality as ord, it.value->>'reference' as reference, it.value->'content' as content,
      it.value->>'traceparent' as traceparent, it.value->'attachmentUrls' as urls, it.value->'content'->>'kind' as kind,
      it.value->'content'->>'sourceId' as source_id, (it.value->'content'->>'revision')::integer as revision
    from jsonb_array_elements(p_approvals) with ordinality it
  ), first as (
    select distinct on (g.kind, g.source_id) g.* from given g order by g.kind, g.source_id, g.ord
  ), fresh as (
    select f.* from first f where not exists (
      select from bilag.expense_records r
      where r.organization_id = p_organization_id and r.kind = f.kind and r.source_id = f.source_id
    ) order by f.ord
  ), stored as (
    insert into bilag.expense_records as r
      (organization_id, record_id, sequence, kind, source_id, revision, reference, content, traceparent)
    select p_organization_id, bilag.record_id(), nextval('bilag.outbox_sequence'),
      f.kind, f.source_id, f.revision, f.reference, f.content, f.traceparent
    from fresh f
    returning r.record_id, r.sequence, r.kind, r.source_id, r.revision, r.reference, r.content
  ), owed as (
    insert into bilag.outbox (organization_id, sequence, record_id, reference, state)
    select p_organization_id, s.sequence, s.record_id, s.reference, 'pending' from stored s
  ), attached as (
    insert into bilag.receipts (organization_id, record_id, position, file_name, media_type, size_bytes, sha256, url)
    select p_organization_id, s.record_id, a.ordinality, a.value->>'fileName', a.value->>'mediaType', (a.value->>'sizeBytes')::integer,
      a.value->>'sha256', f.urls->>(a.ordinality - 1)::integer
    from stored s join fresh f using (kind, source_id)
    cross join lateral jsonb_array_elements(s.content->'attachments') with ordinality a
  ), again as (
    select c.record_id, c.position, f.urls->>(c.position - 1) as url
    from first f
    join bilag.expense_records r on r.organization_id = p_organization_id and r.kind = f.kind and r.source_id = f.source_id
      and r.content = f.content
    join bilag.receipts c on c.organization_id = p_organization_id and c.record_id = r.record_id
    where f.urls is not null and case c.state
      when 'attached' then false
      when 'failed' then c.failure_code in ('RECEIPT_UNAVAILABLE', 'RECEIPT_CHANGED')
      else c.url <> f.urls->>(c.position - 1) end
  ), renewed as (
    update bilag.receipts c set url = a.url, url_version = c.url_version + 1, fetch_failures = 0, updated_at = clock_timestamp(),
      state = case when c.state = 'failed' then 'pending' else c.state end,
      due_at = case when c.state = 'failed' or c.state = 'pending' and c.failure_code = 'RECEIPT_UNAVAILABLE' and c.due_at is not null
        then clock_timestamp() else c.due_at end
    from again a where c.organization_id = p_organization_id and c.record_id = a.record_id and c.position = a.position
  ), known as (
    select s.record_id, s.kind, s.source_id, s.revision, s.reference, s.content, true as created from stored s
    union all
    select r.record_id, r.kind, r.source_id, r.revision, r.reference, r.content, false
    from first f cross join lateral (
      select * from bilag.expense_records r
      where r.organization_id = p_organization_id and r.kind = f.kind and r.source_id = f.source_id
      order by r.revision = f.revision desc, r.revision desc limit 1
    ) r
  )
  select g.ord, k.record_id, k.reference, k.revision, k.content, k.created and g.ord = f.ord
  from given g join first f using (kind, source_id) join known k using (kind, source_id)
  order by g.ord;
end $$;
`;
