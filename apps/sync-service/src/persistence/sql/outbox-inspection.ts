/** $1 organization or null for all: what waits, what holds it up, and how old the oldest is. In the platform’s scope. */
export const inspectOutbox = `
select o.organization_id, coalesce(e.states, '{}') as states, e.oldest_pending, coalesce(c.enabled, false) as enabled, c.connector,
  l.pause_code, l.pause_message, l.paused_at, l.rest_code, l.rest_message,
  case when l.rest_until > clock_timestamp() and l.rest_until < 'infinity' then l.rest_until end as rests_until,
  case when l.lease_until > clock_timestamp() then l.owner end as sender
from bilag.organizations o
left join bilag.lanes l on l.organization_id = o.organization_id
left join bilag.integration_configs c on c.organization_id = o.organization_id
left join lateral (
  select jsonb_object_agg(s.state, s.count) as states, min(s.oldest) filter (where s.state in ('pending', 'sending', 'unknown')) as oldest_pending
  from (
    select b.state, count(*) as count, min(r.received_at) as oldest from bilag.outbox b
    join bilag.expense_records r on r.organization_id = b.organization_id and r.record_id = b.record_id
    where b.organization_id = o.organization_id group by b.state
  ) s
) e on true
where $1::text is null or o.organization_id = $1 order by o.organization_id`;

/** $1 organization, $2 limit: the oldest that failed or wait for a person. */
export const oldestFailures = `
select b.record_id, r.kind, r.source_id, b.reference, b.state, b.attempts, b.failure_code as code, b.failure_message as message, b.due_at as next_at
from bilag.outbox b join bilag.expense_records r on r.organization_id = b.organization_id and r.record_id = b.record_id
where b.organization_id = $1 and b.failure_code is not null order by b.sequence limit $2`;
