/**
 * How approvals come in, all calls of a statement at once: one look-up, one draw of numbers, one write into each table, however many organizations are among
 * them. Row-level security still sees one organization at a time: each row names its own right before it is looked up or written, in a place where PostgreSQL
 * keeps the order (`case`, and the select list of the rows as they are stored). Were it ever another order, the row would be refused, not shown to somebody else.
 * All locks are taken before the first number is drawn, so numbers become visible in their order and a cursor over them loses nothing; who shares a statement
 * with others never waits for a lock, as all of them would. `holder` selects the record whose receipts get the addresses that an approval `g` brings.
 */
export const takeApprovalsTogether = ({ holder }: { readonly holder: string }): string => `
-- Answers with what is not simply stored as it was given: 'busy' (somebody else holds the organization, nothing is done) and
-- 'known' for an approval of a source that is there already, with its content where that is another one. A plan that was made while the tables were
-- empty must not read all of them once they are full, so it may look up only by index, and where several would do an order says which one.
create or replace function bilag.take_approvals(p_calls jsonb, p_wait boolean)
returns table (call integer, outcome text, at integer, record_id uuid, reference text, revision integer, content jsonb)
language plpgsql volatile set search_path = pg_catalog set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
  org text;
  free integer[]; -- the calls whose organizations are ours
  has_files boolean := jsonb_path_exists(p_calls, '$[*].approvals[*].content.attachments');
  part record;
  given jsonb;
  told integer;
begin
  for number in 0 .. jsonb_array_length(p_calls) - 1 loop
    org := set_config('bilag.organization_id', p_calls->number->>'organizationId', true);
    if p_wait then
      perform pg_advisory_xact_lock(hashtextextended(org, 6245391));
    elsif not pg_try_advisory_xact_lock(hashtextextended(org, 6245391)) then
      call := number; outcome := 'busy';
      return next;
      continue;
    end if;
    free := free || number;
  end loop;

  -- The calls about which there is more to do or to say: fresh is the first of a source that nobody knew, again the first in its call of a source that is known.
  -- Nothing but what was cut out goes through the sorting: a call may be large, and would be copied for each of its approvals.
  for part in
    with given as materialized (
      select k.*, k.is_first and k.known is null as is_fresh
      from (
        select n.*, row_number() over (partition by n.org, n.kind, n.source_id order by n.call, n.ord) = 1 as is_first,
          row_number() over (partition by n.org, n.kind, n.source_id, n.call order by n.ord) = 1 as is_first_of_call,
          case when set_config('bilag.organization_id', n.org, true) is not null then (
            select true from bilag.expense_records r where r.organization_id = n.org and r.kind = n.kind and r.source_id = n.source_id
            order by r.revision limit 1
          ) end as known
        from (
          select c.call, c.org, a.ordinality::integer - 1 as ord, a.value, v.content, v.content->>'kind' as kind, v.content->>'sourceId' as source_id
          from (
            select i.ordinality::integer - 1 as call, i.value->>'organizationId' as org, i.value->'approvals' as approvals
            from jsonb_array_elements(p_calls) with ordinality i offset 0
          ) c cross join lateral jsonb_array_elements(c.approvals) with ordinality a
          cross join lateral (select a.value->'content' as content offset 0) v
          where c.call = any(free) offset 0
        ) n order by n.call, n.ord offset 0
      ) k
    ), held as materialized (
      -- Whoever changes receipts holds the lane, for which a shared statement does not wait.
      select g.org from given g where has_files and not p_wait and g.is_first_of_call and not g.is_fresh and g.value ? 'attachmentUrls'
    ), stored as (
      insert into bilag.expense_records as r
        (organization_id, record_id, sequence, kind, source_id, revision, reference, content, traceparent)
      select set_config('bilag.organization_id', g.org, true), (g.value->>'recordId')::uuid, nextval('bilag.outbox_sequence'), g.kind, g.source_id,
        (g.content->>'revision')::integer, g.value->>'reference', g.content, g.value->>'traceparent'
      from given g where g.is_fresh and g.org <> all(array(select h.org from held h))
      returning r.organization_id, r.record_id, r.sequence, r.reference
    ), owed as (
      insert into bilag.outbox (organization_id, sequence, record_id, reference, state)
      select set_config('bilag.organization_id', s.organization_id, true), s.sequence, s.record_id, s.reference, 'pending' from stored s
    )
    select g.call, g.org, g.org = any(array(select h.org from held h)) as is_held, array_agg(g.ord) filter (where g.is_fresh) as fresh,
      array_agg(g.ord) filter (where g.is_first_of_call and not g.is_fresh) as again, array_agg(g.ord) filter (where not g.is_fresh) as other
    from given g where has_files or not g.is_fresh group by g.call, g.org order by g.call
  loop
    if part.is_held then
      call := part.call; outcome := 'busy';
      return next;
      continue;
    end if;
    org := set_config('bilag.organization_id', part.org, true);
    given := p_calls->part.call->'approvals';
    if exists (select from unnest(part.again) a(ord) where given->a.ord ? 'attachmentUrls') then
      -- So that nobody waits in a circle.
      perform from bilag.lanes l where l.organization_id = org for update;
    end if;
    if part.fresh is not null then
      insert into bilag.receipts (organization_id, record_id, position, file_name, media_type, size_bytes, sha256, url)
      select org, (it.value->>'recordId')::uuid, a.ordinality, a.value->>'fileName', a.value->>'mediaType', (a.value->>'sizeBytes')::integer,
        a.value->>'sha256', it.value->'attachmentUrls'->>(a.ordinality - 1)::integer
      from unnest(part.fresh) f(ord) cross join lateral (select given->f.ord as value offset 0) it
      cross join lateral jsonb_array_elements(it.value->'content'->'attachments') with ordinality a;
    end if;
    continue when part.other is null;

    update bilag.receipts c set url = n.url, url_version = c.url_version + 1, fetch_failures = 0, updated_at = clock_timestamp(),
      state = case when c.state = 'failed' then 'pending' else c.state end,
      due_at = case when c.state = 'failed' or c.state = 'pending' and c.failure_code = 'RECEIPT_UNAVAILABLE' and c.due_at is not null
        then clock_timestamp() else c.due_at end
    from (
      select r.record_id, e.position, g.urls->>(e.position - 1) as url
      from unnest(part.again) a(ord)
      cross join lateral (
        select it->'content' as content, it->'content'->>'kind' as kind, it->'content'->>'sourceId' as source_id, it->'attachmentUrls' as urls
        from (select given->a.ord as it) one
      ) g
      cross join lateral (
        ${holder}
      ) r
      join bilag.receipts e on e.organization_id = org and e.record_id = r.record_id
      where g.urls is not null and case e.state
        when 'attached' then false
        when 'failed' then e.failure_code in ('RECEIPT_UNAVAILABLE', 'RECEIPT_CHANGED')
        else e.url <> g.urls->>(e.position - 1) end
    ) n where c.organization_id = org and c.record_id = n.record_id and c.position = n.position;

    return query
    select part.call, 'known', o.ord, k.record_id, k.reference, k.revision, case when k.content <> given->o.ord->'content' then k.content end
    from unnest(part.other) o(ord) cross join lateral (
      select r.record_id, r.reference, r.revision, r.content from bilag.expense_records r
      where r.organization_id = org and r.kind = given->o.ord->'content'->>'kind' and r.source_id = given->o.ord->'content'->>'sourceId'
      order by r.revision = (given->o.ord->'content'->>'revision')::integer desc, r.revision desc limit 1
    ) k;
    -- Silence would mean that it was stored.
    get diagnostics told = row_count;
    if told < cardinality(part.other) then raise exception 'An approval was neither stored nor found.'; end if;
  end loop;
end $$;
`;

/** What approvals of many organizations are checked against, each in its own scope: `case` asks for that first, and a subquery for one value is made for each row. */
export const approvalRulesTogether = `
-- Always the same plan, by index: planning anew for each list would cost more than reading.
create or replace function bilag.approval_rules_of(p_organization_ids text[])
returns table (id text, rules json)
language plpgsql volatile set search_path = pg_catalog set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
  select i.id, case when set_config('bilag.organization_id', i.id, true) is not null then (
    select json_build_object('currency', o.currency, 'version', m.version, 'content', m.content)
    from bilag.organizations o left join lateral (
      select f.version, f.content from bilag.field_mappings f where f.organization_id = o.organization_id order by f.version desc limit 1
    ) m on true where o.organization_id = i.id
  ) end from unnest(p_organization_ids) i(id);
end $$;
revoke execute on function bilag.approval_rules_of(text[]) from public;
grant execute on function bilag.approval_rules_of(text[]) to bilag_app;
`;
