/**
 * How an app in the same database captures an approval in a transaction of its own. The function works as the service's role and sees the rows of the organization that
 * it is asked for, and of no other; whoever calls it may do nothing else here. Which login may name which organization is the owner's to say.
 */
export const captureApproval = `
do $$ begin
  create role bilag_producer nologin nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
grant usage on schema bilag to bilag_producer;

-- Which database role may capture approvals of which organization.
create table bilag.producers (
  organization_id text not null references bilag.organizations,
  role_name name not null,
  added_at timestamptz not null default now(),
  primary key (organization_id, role_name)
);
grant select on bilag.producers to bilag_app;
alter table bilag.producers enable row level security;
alter table bilag.producers force row level security;
create policy organization_scope on bilag.producers using (
  organization_id = current_setting('bilag.organization_id', true)
  or coalesce(current_setting('bilag.scope', true) = 'platform', false)
);

-- For the owner alone. What was in scope before is in scope again: a function that sets it in its head could be made by a superuser only.
create function bilag.allow_producer(p_organization_id text, p_role name) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  org_before text := coalesce(current_setting('bilag.organization_id', true), '');
begin
  perform set_config('bilag.organization_id', p_organization_id, true);
  insert into bilag.producers (organization_id, role_name) values (p_organization_id, p_role) on conflict do nothing;
  perform set_config('bilag.organization_id', org_before, true);
  execute format('grant bilag_producer to %I', p_role);
end $$;

create function bilag.forbid_producer(p_organization_id text, p_role name) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  org_before text := coalesce(current_setting('bilag.organization_id', true), '');
begin
  perform set_config('bilag.organization_id', p_organization_id, true);
  delete from bilag.producers p where p.organization_id = p_organization_id and p.role_name = p_role;
  perform set_config('bilag.organization_id', org_before, true);
end $$;

-- Within it the role that a session has set is still that session’s; a name that is not allowed is answered as one that does not exist.
create function bilag.captured_approval(p_approval jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  org text := p_approval->>'organizationId';
  caller name := case when current_setting('role') = 'none' then session_user else current_setting('role') end;
  given_revision integer;
  rules record;
  own jsonb;
  content jsonb;
  urls jsonb;
  reference text;
  known record;
  stored uuid := bilag.record_id();
  type text;
begin
  -- With a snapshot of before the lock another revision that came in meanwhile is not seen, and both would be booked.
  if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
    perform bilag.refuse('VALIDATION_FAILED', null, 'Capture in a transaction that is READ COMMITTED.');
  end if;
  perform set_config('bilag.organization_id', coalesce(org, ''), true);
  if not exists (
    select from bilag.producers p join pg_roles r on r.rolname = p.role_name
    where p.organization_id = org and pg_has_role(caller, r.oid, 'member')
  ) then
    perform bilag.refuse('UNKNOWN_ORGANIZATION', 'organizationId', 'There is no such organization.');
  end if;
  content := bilag.captured_content(p_approval - 'organizationId');
  select * into strict rules from bilag.approval_rules(org);
  if content->>'currency' <> rules.currency then
    perform bilag.refuse('CURRENCY_MISMATCH', 'currency', format('The ledger is kept in %s.', rules.currency));
  end if;
  own := coalesce(rules.content->'expenseTypes', '{}');
  for at in 0 .. jsonb_array_length(content->'lines') - 1 loop
    type := content->'lines'->at->>'expenseType';
    if type <> all ('{mileage,toll,parking,public_transport,honorarium}'::text[]) and not own ? type then
      perform bilag.refuse('UNKNOWN_EXPENSE_TYPE', format('lines[%s].expenseType', at), 'The organization has no such expense type.');
    end if;
  end loop;
  given_revision := (content->>'revision')::integer;
  reference := bilag.derived_reference('bilag-voucher-1', org, content->>'kind', content->>'sourceId', given_revision);
  select jsonb_agg(a.value->'url' order by a.ordinality) into urls from jsonb_array_elements(p_approval->'attachments') with ordinality a;
  select t.record_id, t.reference, t.revision, t.content into known
  from bilag.take_approvals(jsonb_build_array(jsonb_build_object('organizationId', org, 'approvals', jsonb_build_array(
    jsonb_strip_nulls(jsonb_build_object('recordId', stored, 'reference', reference, 'content', content, 'attachmentUrls', urls))))), true) t;
  if not found then
    return jsonb_build_object('id', stored, 'reference', reference, 'created', true);
  end if;
  if known.revision = given_revision then
    if known.content is not null then
      perform bilag.refuse('RECORD_CONTENT_DIFFERS', null, format('Record %s has other content under this revision.', known.record_id));
    end if;
    return jsonb_build_object('id', known.record_id, 'reference', known.reference, 'created', false);
  end if;
  if known.revision > given_revision then
    perform bilag.refuse('REVISION_OUT_OF_ORDER', 'revision', format('Record %s is revision %s of the same source already.', known.record_id, known.revision));
  end if;
  stored := bilag.revise_for_capture(org, content, reference, urls);
  return jsonb_build_object('id', stored, 'reference', reference, 'created', true);
end $$;

-- Nobody brings a scope along, and nobody takes one away: an error undoes what was set with everything else.
create function bilag.capture_approval(p_approval jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  org_before text := coalesce(current_setting('bilag.organization_id', true), '');
  scope_before text := coalesce(current_setting('bilag.scope', true), '');
  answer jsonb;
begin
  perform set_config('bilag.organization_id', '', true), set_config('bilag.scope', '', true);
  answer := bilag.captured_approval(p_approval);
  perform set_config('bilag.organization_id', org_before, true), set_config('bilag.scope', scope_before, true);
  return answer;
end $$;
`;
