/** The run is still ours. $1 organization, $2 reconciliation, $3 owner, $4 attempt. */
const mine = `r.organization_id = $1 and r.reconciliation_id = $2 and r.owner = $3 and r.attempts = $4::integer and r.state = 'running'`;
const after = (ms: string) => `clock_timestamp() + ${ms} * interval '1 millisecond'`;

/** The night by the database's clock: the calendar date in Norway. */
const tonight = "(clock_timestamp() at time zone 'Europe/Oslo')::date";

/** $1 first days of months, $2 actor. One of each month for every enabled organization, unless it was asked for tonight or is under way. */
export const requestNightly = `
insert into bilag.reconciliations (organization_id, month, night, requested_by)
select c.organization_id, m.month, ${tonight}, $2
from bilag.integration_configs c cross join unnest($1::date[]) with ordinality as m(month, at)
where c.enabled order by c.organization_id, m.at
on conflict do nothing`;

/** $1 organization, $2 first day of the month, $3 actor. No row while one of the month is waiting or running. */
export const request = `
insert into bilag.reconciliations (organization_id, month, requested_by) values ($1, $2::date, $3)
on conflict do nothing returning reconciliation_id`;

/**
 * $1 owner, $2 limit, $3 lease in ms. Of each organization the one that was asked for first, and none beside one that runs; a lease that has run out may be
 * taken over. `total` is how many vouchers were sent for the month, about as many as there will be to look for.
 */
export const lease = `
with due as (
  select r.organization_id, r.reconciliation_id from bilag.reconciliations r
  where r.state in ('waiting', 'running') and r.lease_until <= clock_timestamp() and not exists (
    select from bilag.reconciliations o
    where o.organization_id = r.organization_id and o.reconciliation_id <> r.reconciliation_id and (
      o.state = 'running'
      or o.state = 'waiting' and r.state = 'waiting' and (o.requested_at, o.reconciliation_id) < (r.requested_at, r.reconciliation_id)))
  order by r.requested_at limit $2 for update of r skip locked
)
update bilag.reconciliations r
set state = 'running', owner = $1, attempts = r.attempts + 1, lease_until = ${after('$3::integer')}, checked = 0,
  started_at = coalesce(r.started_at, clock_timestamp()),
  total = (
    select count(*) from bilag.delivery_attempts a
    where a.organization_id = r.organization_id and a.posting_date >= r.month and a.posting_date < r.month + interval '1 month')
from due where r.organization_id = due.organization_id and r.reconciliation_id = due.reconciliation_id
returning r.organization_id, r.reconciliation_id, to_char(r.month, 'YYYY-MM') as month, r.attempts`;

/** $5 how long the lease lasts at least, in ms. */
export const renew = `
update bilag.reconciliations r set lease_until = greatest(r.lease_until, ${after('$5::integer')}) where ${mine}`;

/** For the next worker, at once. */
export const release = `update bilag.reconciliations r set lease_until = '-infinity' where ${mine}`;

const ledger = `i.connector || ' ' || coalesce(i.ledger_id, '')`;

/** $5 and $6 the versions that the look-ups are made with. */
const run = `
run as (
  select r.organization_id, ${ledger} as ledger from bilag.reconciliations r
  join bilag.integration_configs i on i.organization_id = r.organization_id
  where ${mine} and i.config_version = $5::integer and i.credential_version = $6::integer
)`;

const attemptColumns = 'a.organization_id, a.sequence, a.posting_date, a.total_minor, a.mapping_version, a.payload';
const isLast = `not exists (
    select from bilag.delivery_attempts l
    where l.organization_id = a.organization_id and l.sequence = a.sequence and l.attempt > a.attempt)`;

const entryColumns =
  'e.sequence, e.record_id, e.reference, e.state, e.batch_key, e.erp_reference, e.sent_ledger, e.reverses';

/** $7 settling time in ms, $8 whether payloads are wanted. An attempt whose entry is neither booked nor accepted is told all the same, as the list goes on from it. */
const withEntries = `
select a.sequence, a.posting_date::text as posting_date, a.total_minor, a.mapping_version, case when $8::boolean then a.payload end as payload,
  e.record_id, e.reference, e.state, e.batch_key, e.erp_reference, e.reverses, coalesce(e.sent_ledger <> run.ledger, false) as sent_elsewhere, r.content
from run left join attempts a on true
left join lateral (
  select ${entryColumns} from bilag.finished_entries e
  where e.organization_id = a.organization_id and e.sequence = a.sequence and e.state = 'synced' and e.sent_mapping_version is not null
    and e.updated_at <= clock_timestamp() - $7::integer * interval '1 millisecond'
  union all
  select ${entryColumns} from bilag.outbox e
  where e.organization_id = a.organization_id and e.sequence = a.sequence and e.state = 'accepted'
) e on true
left join bilag.expense_records r on r.organization_id = a.organization_id and r.record_id = e.record_id
order by a.posting_date, a.sequence`;

/** $9 limit, $10 and $11 first and last day, $12 and $13 where the page begins. A row without a sequence says that the run is ours and there is nothing. */
export const owedDated = `
with ${run}, attempts as (
  select a.* from run cross join lateral (
    select ${attemptColumns} from bilag.delivery_attempts a
    where a.organization_id = run.organization_id and a.posting_date between $10::date and $11::date
      and (a.posting_date, a.sequence) > ($12::date, $13::bigint) and ${isLast}
    order by a.posting_date, a.sequence limit $9) a
)
${withEntries}`;

/** The same for attempts from before dates were kept, of records that one of the two rules may put into the month. $12 where the page begins. */
export const owedUndated = `
with ${run}, attempts as (
  select a.* from run cross join lateral (
    select ${attemptColumns} from bilag.delivery_attempts a
    join bilag.expense_records r on r.organization_id = a.organization_id and r.record_id = a.record_id
    where a.organization_id = run.organization_id and a.posting_date is null and a.sequence > $12::bigint and ${isLast}
      and ((r.content->>'expenseDate')::date between $10::date and $11::date
        or ((r.content->>'approvedAt')::timestamptz at time zone 'Europe/Oslo')::date between $10::date and $11::date)
    order by a.posting_date, a.sequence limit $9) a
)
${withEntries}`;

const postingDateOf = (it: string) => `(
  select a.posting_date::text from bilag.delivery_attempts a
  where a.organization_id = ${it}.organization_id and a.sequence = ${it}.sequence order by a.attempt desc limit 1) as posting_date`;
const knownReversals = (table: string, isLookedUp: string) => `
select v.reference, v.record_id, true as is_reversal, v.state, ${isLookedUp} as is_looked_up, ${postingDateOf('v')}
from bilag.${table} v
where v.organization_id = $1 and v.reverses is not null and v.reference = any($2::text[])`;

/** $1 organization, $2 references. */
export const known = `
select r.reference, r.record_id, false as is_reversal, coalesce(o.state, f.state) as state, coalesce(o.in_doubt or o.ever_in_doubt, false) as is_looked_up, ${postingDateOf('r')}
from bilag.expense_records r
left join bilag.outbox o on o.organization_id = r.organization_id and o.sequence = r.sequence
left join bilag.finished_entries f on f.organization_id = r.organization_id and f.sequence = r.sequence
where r.organization_id = $1 and r.reference = any($2::text[])
union all ${knownReversals('outbox', 'v.in_doubt or v.ever_in_doubt')}
union all ${knownReversals('finished_entries', 'false')}`;

/** $5 how many were looked at, $6 findings. */
export const record = `
with run as (
  update bilag.reconciliations r set checked = $5::integer where ${mine} returning r.organization_id, r.reconciliation_id, r.attempts
), place as (
  select coalesce(max(f.position), 0) as last from run left join bilag.reconciliation_findings f
  on f.organization_id = run.organization_id and f.reconciliation_id = run.reconciliation_id and f.attempt = run.attempts
), added as (
  insert into bilag.reconciliation_findings (organization_id, reconciliation_id, attempt, position, kind, code, reference, record_id, erp_reference,
    ours_minor, ledger_minor, message)
  select run.organization_id, run.reconciliation_id, run.attempts, place.last + f.ordinality, f.value->>'kind', f.value->>'code', f.value->>'reference',
    (f.value->>'recordId')::uuid, f.value->>'erpReference', (f.value->>'oursMinor')::bigint, (f.value->>'ledgerMinor')::bigint, f.value->>'message'
  from run cross join place cross join jsonb_array_elements($6::jsonb) with ordinality f
)
select count(*)::integer as runs from run`;

/**
 * $5 state, $6 figures, $7 why extras were not listed, $8 and $9 failure, $10 how many findings, $11 most entries in the sync log. A finding is logged once: not
 * again while each reconciliation of the month has it.
 */
export const finish = `
with run as (
  update bilag.reconciliations r
  set state = $5, figures = $6::jsonb, extras_unlisted = $7, failure_code = $8, failure_message = $9, finished_at = clock_timestamp(), owner = null,
    lease_until = '-infinity'
  where ${mine}
  returning r.organization_id, r.reconciliation_id, r.attempts, r.month, r.requested_by, to_char(r.month, 'YYYY-MM') as named
), earlier as (
  select o.organization_id, o.reconciliation_id, o.attempts from run join bilag.reconciliations o on o.organization_id = run.organization_id and o.month = run.month
  where o.reconciliation_id <> run.reconciliation_id and o.finished_at >= coalesce((
    select max(d.finished_at) from bilag.reconciliations d
    where d.organization_id = run.organization_id and d.month = run.month and d.state = 'done' and d.reconciliation_id <> run.reconciliation_id), '-infinity')
), fresh as (
  select run.requested_by, run.named, f.* from run join bilag.reconciliation_findings f
  on f.organization_id = run.organization_id and f.reconciliation_id = run.reconciliation_id and f.attempt = run.attempts
  where not exists (
    select from earlier join bilag.reconciliation_findings o
    on o.organization_id = earlier.organization_id and o.reconciliation_id = earlier.reconciliation_id and o.attempt = earlier.attempts
    where o.reference = f.reference and o.kind = f.kind)
  order by f.position limit $11
), logged as (
  insert into bilag.sync_logs (organization_id, actor, action, result, record_id, error_code, message, detail)
  select organization_id, requested_by, 'reconciliation-finding', kind, record_id, code, message,
    jsonb_build_object('reconciliationId', reconciliation_id, 'month', named, 'reference', reference, 'erpReference', erp_reference,
      'oursMinor', ours_minor::text, 'ledgerMinor', ledger_minor::text)
  from fresh
  union all
  select organization_id, requested_by, 'reconciled', case when $5 = 'done' and $10::integer = 0 then 'succeeded' else 'failed' end, null, $8, $9,
    jsonb_build_object('reconciliationId', reconciliation_id, 'month', named, 'state', $5::text, 'figures', $6::jsonb, 'extrasNotListed', $7::text)
  from run
)
select count(*)::integer as runs from run`;

const milliseconds = (instant: string) => `(extract(epoch from ${instant}) * 1000)::bigint`;

const columns = `
select r.reconciliation_id, to_char(r.month, 'YYYY-MM') as month, r.state, o.currency, ${milliseconds('r.requested_at')} as requested_ms, r.requested_by,
  ${milliseconds('r.started_at')} as started_ms, ${milliseconds('r.finished_at')} as finished_ms, r.checked, r.total, r.figures, r.extras_unlisted,
  r.failure_code, r.failure_message
from bilag.reconciliations r join bilag.organizations o using (organization_id)
where r.organization_id = $1`;

/** $2 reconciliation. */
export const find = `${columns} and r.reconciliation_id = $2`;

/** $2 limit, $3 the one before or null, $4 first day of a month or null. Ids begin with their time, so that the list goes on by them. */
export const list = `${columns}
and ($3::uuid is null or r.reconciliation_id < $3) and ($4::date is null or r.month = $4)
order by r.reconciliation_id desc limit $2`;

/** $2 reconciliation, $3 limit, $4 the position before. Those of the last attempt. */
export const findings = `
select f.position, f.kind, f.code, f.reference, f.record_id, f.erp_reference, f.ours_minor, f.ledger_minor, f.message
from bilag.reconciliations r join bilag.reconciliation_findings f
on f.organization_id = r.organization_id and f.reconciliation_id = r.reconciliation_id and f.attempt = r.attempts
where r.organization_id = $1 and r.reconciliation_id = $2 and f.position > $4::integer
order by f.position limit $3`;
