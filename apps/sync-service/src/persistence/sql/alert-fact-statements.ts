/** The instant at which the statement began: that of its transaction may lie before what another one has just committed. */
const now = 'statement_timestamp()';
const milliseconds = (instant: string) => `(extract(epoch from ${instant}) * 1000)::bigint`;

/** An entry of the sync log that tells of an error of a record, as the index has it. A batch that was refused as a whole is no error of its records. */
export const isError = `l.record_id is not null and l.error_code is not null and l.result in ('failed', 'retrying', 'in-doubt', 'held')
  and l.error_code <> 'ERP_BATCH_REFUSED'`;

/** Errors and waiting records beyond this are not counted one by one. */
const most = 10_000;

/** How many failures in a row are told apart. */
const mostInARow = 100;

/** Facts of the records for which a condition holds: how many, of which kinds, how many of them with what takes them back, and one of them. */
const affected = (name: string, condition: string) => `
  (count(*) filter (where ${condition}))::integer as ${name},
  array(select distinct k from unnest(array_agg(f.kind) filter (where ${condition})) k order by k) as ${name}_kinds,
  (count(*) filter (where ${condition} and f.is_reversal))::integer as ${name}_reversals,
  (array_agg(f.record_id order by f.sequence) filter (where ${condition}))[1] as ${name}_record`;

/**
 * $1 how many failures in a row are spoken of. Records that failed, by organization and error. Failures in a row are the errors of an entry that is not finished:
 * they are read from the sync log, as a retry by hand begins the backoff afresh and yet is one more failure of the record.
 */
export const failing = `
select f.organization_id, f.failure_code as code, i.connector, (array_agg(f.failure_message order by f.sequence))[1] as message,
  max(f.in_a_row)::integer as in_a_row,
  (count(*) filter (where f.retry_log_id is not null and f.state not in ('rejected', 'held')))::integer as retried,
  ${affected('third', 'f.in_a_row >= $1::integer')},
  ${affected('refused', "f.state = 'rejected'")},
  ${affected('held', "f.state = 'held'")}
from (
  select o.organization_id, o.sequence, o.record_id, o.state, o.retry_log_id, o.failure_code, o.failure_message, o.reverses is not null as is_reversal, r.kind, errors.in_a_row
  from bilag.outbox o
  join bilag.expense_records r on r.organization_id = o.organization_id and r.record_id = o.record_id
  cross join lateral (
    select count(*) as in_a_row from (
      select from bilag.sync_logs l
      where l.organization_id = o.organization_id and l.record_id = o.record_id and l.sequence = o.sequence and ${isError} limit ${mostInARow}) e
  ) errors
  where o.failure_code is not null
) f left join bilag.integration_configs i on i.organization_id = f.organization_id
group by f.organization_id, f.failure_code, i.connector`;

const errorsOfDay = `select l.error_code from bilag.sync_logs l
    where l.organization_id = o.organization_id and l.at > ${now} - interval '24 hours' and ${isError} limit ${most}`;

/** $1 the threshold without settings. Organizations with more errors in 24 hours than theirs, and the most frequent codes. */
export const errors = `
select o.organization_id, t.threshold, e.errors, c.codes
from bilag.organizations o
left join bilag.alert_settings s on s.organization_id = o.organization_id
cross join lateral (select coalesce(s.errors_per_day, $1::integer) as threshold) t
cross join lateral (
  select count(*)::integer as errors from (${errorsOfDay}) x
) e
cross join lateral (
  select jsonb_agg(jsonb_build_object('code', k.error_code, 'count', k.n) order by k.n desc, k.error_code) as codes from (
    select x.error_code, count(*) as n from (${errorsOfDay}) x
    group by x.error_code order by n desc, x.error_code limit 5) k
) c
where e.errors > t.threshold`;

/** Since when a voucher is owed; one that takes another back, since the withdrawal or the revision because of which it does. */
const owedSince = `case when o.reverses is null then r.received_at else coalesce(
    (select w.received_at from bilag.withdrawals w where w.organization_id = o.organization_id and w.record_id = o.record_id),
    (select min(n.received_at) from bilag.expense_records n
     where n.organization_id = r.organization_id and n.kind = r.kind and n.source_id = r.source_id and n.revision > r.revision),
    r.received_at) end`;

/** What the accounting system has taken is booked by its own job, or by people who post once a week or so; after this time nobody is at it. */
const unbookedAfter = "interval '14 days'";

const waiting = (limit: number) => `
  select ${owedSince} as since from bilag.outbox o
  join bilag.expense_records r on r.organization_id = o.organization_id and r.record_id = o.record_id
  where o.organization_id = i.organization_id
    and (o.state in ('pending', 'sending', 'unknown') or o.state = 'accepted' and o.sent_at < ${now} - ${unbookedAfter})
  order by o.organization_id, o.sequence limit ${limit}`;

/** $1 the hours without settings. Only where the oldest has waited for too long are the others counted. */
export const overdue = `
select i.organization_id, t.hours, ${milliseconds('oldest.since')} as since_ms, w.records
from bilag.integration_configs i
left join bilag.alert_settings s on s.organization_id = i.organization_id
cross join lateral (select coalesce(s.pending_hours, $1::integer) as hours) t
cross join lateral (${waiting(1)}) oldest
cross join lateral (
  select count(*)::integer as records from (${waiting(most)}) x where x.since < ${now} - t.hours * interval '1 hour'
) w
where i.enabled and oldest.since < ${now} - t.hours * interval '1 hour'`;

/** A rest that has just ended is likely to begin anew with the next turn: so long it is the same one. */
const rests = `l.rest_code is not null and l.rest_until > ${now} - interval '10 minutes'`;

/** Lanes of enabled connectors that are paused, or rest for a reason that concerns people. */
export const lanes = `
select l.organization_id, l.pause_code, l.pause_message, ${milliseconds('l.paused_at')} as paused_ms,
  case when ${rests} then l.rest_code end as rest_code, l.rest_message
from bilag.lanes l join bilag.integration_configs i on i.organization_id = l.organization_id and i.enabled
where l.pause_code is not null or ${rests}`;

/** Months that were reconciled lately, or have an alert: those whose latest reconciliation that came to its end has findings. */
export const ledger = `
select m.organization_id, to_char(m.month, 'YYYY-MM') as month, f.findings
from (
  select r.organization_id, r.month from bilag.reconciliations r where r.state = 'done' and r.finished_at > ${now} - interval '7 days'
  union
  select a.organization_id, (a.cause || '-01')::date from bilag.alerts a where a.state = 'open' and a.kind = 'ledger-differs'
) m cross join lateral (
  select (select sum(x.value::integer)::integer from jsonb_each_text(r.figures->'findings') x) as findings
  from bilag.reconciliations r
  where r.organization_id = m.organization_id and r.month = m.month and r.state = 'done'
  order by r.finished_at desc limit 1
) f
where f.findings > 0`;

/** The latest check of the field mapping, if it is about what holds now. */
export const drift = `
select m.organization_id, m.finding_count as findings
from bilag.mapping_checks m
join bilag.integration_configs i on i.organization_id = m.organization_id and i.enabled
  and i.config_version = m.config_version and i.credential_version = m.credential_version
where m.finding_count > 0 and m.mapping_version = (
  select max(v.version) from bilag.field_mappings v where v.organization_id = m.organization_id)`;

/** While the database is held: every organization that would be sent for. */
export const held = `
select i.organization_id, n.why, ${milliseconds('n.since')} as since_ms
from bilag.instance n cross join bilag.integration_configs i
where n.mode <> 'normal' and i.enabled`;

/** $1 organizations. */
export const names = `
select o.organization_id, o.name, i.connector from bilag.organizations o
left join bilag.integration_configs i on i.organization_id = o.organization_id
where o.organization_id = any($1::text[])`;
