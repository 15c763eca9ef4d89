/**
 * How approvals come in, many calls in one statement: each call is one organization's and is answered by itself. Row-level security sees one organization at a
 * time, the one whose call is being served. Its lock is taken before the first number is drawn, so numbers become visible in their order and a cursor over
 * them loses nothing; who shares a statement with others never waits for a lock, as all of them would.
 */
export const takeApprovals = `
-- What approvals of an organization are checked against, in one statement; no row when there is no such organization.
create function bilag.approval_rules(p_organization_id text)
returns table (currency text, version integer, content jsonb)
language plpgsql volatile set search_path = pg_catalog as $$
begin
  perform set_config('bilag.organization_id', p_organization_id, true);
  return query
  select o.currency, n.version, n.content from bilag.organizations o left join lateral (
    select m.version, m.content from bilag.field_mappings m
    where m.organization_id = o.organization_id order by m.version desc limit 1
  ) n on true where o.organization_id = p_organization_id;
end $$;

-- Answers with what is not simply stored as it was given: 'busy' (somebody else holds the organization, nothing is done) and
-- 'known' for an approval of a source that is there already, with its content where that is another one. A plan that was made while the tables were
-- empty must not read all of them once they are full, so it may look up only by index.
create function bilag.take_approvals(p_calls jsonb, p_wait boolean)
returns table (call integer, outcome text, at integer, record_id uuid, reference text, revision integer, content jsonb)
language plpgsql volatile set search_path = pg_catalog set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
  org text;
  given jsonb;
  fresh integer[]; -- the first of a source that nobody knew
  again integer[]; -- the first of a source that was known
  other integer[]; -- all that are not fresh
begin
  for number in 0 .. jsonb_array_length(p_calls) - 1 loop
    org := p_calls->number->>'organizationId';
    given := p_calls->number->'approvals';
    perform set_config('bilag.organization_id', org, true);
    if p_wait then
      perform pg_advisory_xact_lock(hashtextextended(org, 6245391));
    elsif not pg_try_advisory_xact_lock(hashtextextended(org, 6245391)) then
      call := number; outcome := 'busy';
      return next;
      continue;
    end if;
    select array_agg(g.ord) filter (where g.nth = 1 and k.known is null), array_agg(g.ord) filter (where g.nth = 1 and k.known),
      array_agg(g.ord) filter (where g.nth > 1 or k.known)
    into fresh, again, other
    from (
      select n.ord, n.kind, n.source_id, row_number() over (partition by n.kind, n.source_id order by n.ord) as nth
      from (
        select it.ordinality::integer - 1 as ord, it.value->'content'->>'kind' as kind, it.value->'content'->>'sourceId' as source_id
        from jsonb_array_elements(given) with ordinality it
      ) n order by n.ord
    ) g left join lateral (
      select true as known from bilag.expense_records r
      where r.organization_id = org and r.kind = g.kind and r.source_id = g.source_id limit 1
    ) k on true;

    -- Whoever changes receipts holds the lane, so that nobody waits in a circle.
    if exists (select from unnest(again) a(ord) where given->a.ord ? 'attachmentUrls') then
      if not p_wait then
        call := number; outcome := 'busy';
        return next;
        continue;
      end if;
      perform from bilag.lanes l where l.organization_id = org for update;
    end if;

    if fresh is not null then
      with stored as (
        insert into bilag.expense_records as r
          (organization_id, record_id, sequence, kind, source_id, revision, reference, content, traceparent)
        select org, (it.value->>'recordId')::uuid, nextval('bilag.outbox_sequence'), it.value->'content'->>'kind', it.value->'content'->>'sourceId',
          (it.value->'content'->>'revision')::integer, it.value->>'reference', it.value->'content', it.value->>'traceparent'
        from unnest(fresh) f(ord) cross join lateral (select given->f.ord as value offset 0) it
        returning r.record_id, r.sequence, r.reference
      )
      insert into bilag.outbox (organization_id, sequence, record_id, reference, state)
      select org, s.sequence, s.record_id, s.reference, 'pending' from stored s;
      if jsonb_path_exists(given, '$[*].content.attachments') then
        insert into bilag.receipts (organization_id, record_id, position, file_name, media_type, size_bytes, sha256, url)
        select org, (it.value->>'recordId')::uuid, a.ordinality, a.value->>'fileName', a.value->>'mediaType', (a.value->>'sizeBytes')::integer,
          a.value->>'sha256', it.value->'attachmentUrls'->>(a.ordinality - 1)::integer
        from unnest(fresh) f(ord) cross join lateral (select given->f.ord as value offset 0) it
        cross join lateral jsonb_array_elements(it.value->'content'->'attachments') with ordinality a;
      end if;
    end if;
    continue when other is null;

    update bilag.receipts c set url = n.url, url_version = c.url_version + 1, fetch_failures = 0, updated_at = clock_timestamp(),
      state = case when c.state = 'failed' then 'pending' else c.state end,
      due_at = case when c.state = 'failed' or c.state = 'pending' and c.failure_code = 'RECEIPT_UNAVAILABLE' and c.due_at is not null
        then clock_timestamp() else c.due_at end
    from (
      select r.record_id, e.position, g.urls->>(e.position - 1) as url
      from unnest(again) a(ord)
      cross join lateral (
        select it->'content' as content, it->'content'->>'kind' as kind, it->'content'->>'sourceId' as source_id, it->'attachmentUrls' as urls
        from (select given->a.ord as it) one
      ) g
      cross join lateral (
        select r.record_id from bilag.expense_records r
        where r.organization_id = org and r.kind = g.kind and r.source_id = g.source_id and r.content = g.content limit 1
      ) r
      join bilag.receipts e on e.organization_id = org and e.record_id = r.record_id
      where g.urls is not null and case e.state
        when 'attached' then false
        when 'failed' then e.failure_code in ('RECEIPT_UNAVAILABLE', 'RECEIPT_CHANGED')
        else e.url <> g.urls->>(e.position - 1) end
    ) n where c.organization_id = org and c.record_id = n.record_id and c.position = n.position;

    return query
    select number, 'known', o.ord, k.record_id, k.reference, k.revision, case when k.content <> given->o.ord->'content' then k.content end
    from unnest(other) o(ord) cross join lateral (
      select r.record_id, r.reference, r.revision, r.content from bilag.expense_records r
      where r.organization_id = org and r.kind = given->o.ord->'content'->>'kind' and r.source_id = given->o.ord->'content'->>'sourceId'
      order by r.revision = (given->o.ord->'content'->>'revision')::integer desc, r.revision desc limit 1
    ) k;
  end loop;
end $$;

revoke execute on function bilag.approval_rules(text), bilag.take_approvals(jsonb, boolean) from public;
grant execute on function bilag.approval_rules(text), bilag.take_approvals(jsonb, boolean) to bilag_app;
`;
