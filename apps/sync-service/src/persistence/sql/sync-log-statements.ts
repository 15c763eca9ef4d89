import type { SyncLogQuery } from '@bilag/core';

/** A statement with its values. It has no name: with the values known the planner sees which partial index fits. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Entries from before there were triggers, and those of administrators, tell by whom. Word for word as the index has it. */
const trigger = `case when l.trigger is not null then l.trigger when l.actor in ('engine', 'approval') then 'automatic'
  when l.actor in ('scheduled-sync', 'nightly-check', 'nightly-reconciliation') then 'scheduled' else 'manual' end`;
const milliseconds = (instant: string) => `(extract(epoch from ${instant}) * 1000)::bigint`;
/** When a day begins in Norway, whatever the session's time zone. */
const dayBegins = (day: string) => `((${day})::timestamp at time zone 'Europe/Oslo')`;

/** Of an entry about another voucher than the record's own, which is the one that takes that back. */
const ownReference = `(
    select o.reference from bilag.outbox o where o.organization_id = l.organization_id and o.sequence = l.sequence
    union all
    select f.reference from bilag.finished_entries f where f.organization_id = l.organization_id and f.sequence = l.sequence)`;
const columns = `l.organization_id, l.log_id, ${milliseconds('l.at')} as at_ms, l.actor, l.action, l.result, ${trigger} as trigger, l.run_id, l.refers_to,
  l.record_id, l.attempt, l.error_code, l.message, r.kind, r.source_id, r.reference, coalesce(l.sequence <> r.sequence, false) as is_reversal,
  case when l.sequence = r.sequence then r.reference when l.sequence <> r.sequence then ${ownReference} end as own_reference`;
const withRecord =
  'left join bilag.expense_records r on r.organization_id = l.organization_id and r.record_id = l.record_id';

/** SQL of a filter, given the place of its value. */
const conditions: Readonly<Record<Exclude<keyof SyncLogQuery, 'limit' | 'kind'>, (value: string) => string>> = {
  after: (it) => `l.log_id < ${it}::bigint`,
  from: (it) => `l.at >= ${dayBegins(`${it}::date`)}`,
  to: (it) => `l.at < ${dayBegins(`${it}::date + 1`)}`,
  result: (it) => `l.result = ${it}::text`,
  action: (it) => `l.action = ${it}::text`,
  actor: (it) => `l.actor = ${it}::text`,
  trigger: (it) => `${trigger} = ${it}::text`,
  recordId: (it) => `l.record_id = ${it}::uuid`,
};

/** Between which numbers the entries of a period are; null where nothing is known. */
export interface LogRange {
  readonly lowest: string | null;
  readonly highest: string | null;
}

const milestone = (condition: string, order: 'asc' | 'desc') => `(select m.log_id from bilag.sync_logs m
  where m.log_id % 1000 = 0 and ${condition} order by m.at ${order}, m.log_id ${order} limit 1)::text`;

/**
 * $1 first and $2 last day of a period, or null. What is further away from it than an entry that is a day away need not be looked at: the log grows by its numbers
 * and by time alike, verification reports what is out of order by an hour, and clocks of two servers may differ by some. Asked for first, so
 * that the planner knows how little is between; of what has come in since its last statistics it would think that it is worth reading everything.
 */
export const rangeOfPeriod = `
select ${milestone(`m.at < ${dayBegins('$1::date')} - interval '1 day'`, 'desc')} as lowest,
  ${milestone(`m.at > ${dayBegins('$2::date + 1')} + interval '1 day'`, 'asc')} as highest`;

/**
 * A page of one organization's log, or of all. Each organization's newest are taken from its own part of the primary key, so that the platform's list needs
 * no index that every entry would have to be written to; of all organizations only as many are read as a page has entries, those with the newest ones.
 */
export function listEntries(
  { limit, kind, ...filter }: SyncLogQuery,
  organizationId?: string,
  { lowest, highest }: LogRange = { lowest: null, highest: null },
): Statement {
  const values: unknown[] = [limit];
  const place = (value: unknown) => `$${values.push(value)}`;
  const given = names.flatMap((name) => {
    const value = filter[name];
    return value === undefined ? [] : [conditions[name](place(value))];
  });
  if (lowest !== null) given.push(`l.log_id >= ${place(lowest)}::bigint`);
  if (highest !== null) given.push(`l.log_id <= ${place(highest)}::bigint`);
  const newestOf = (organization: string, count: string, also: readonly string[] = []) => `
  select l.* from bilag.sync_logs l
  where ${[`l.organization_id = ${organization}`, ...given, ...also].join(' and ')}
  order by l.organization_id desc, l.log_id desc limit ${count}`;
  const few = organizationId === undefined ? 20 : 5_000;
  const its = kind === undefined ? undefined : { kind: place(kind), few, given };
  const newest = (organization: string, count: string) =>
    its === undefined
      ? newestOf(organization, count)
      : newestOfKind(organization, count, its, (also) => newestOf(organization, count, also));
  const ofAll = `
  select l.* from (
    select o.organization_id from bilag.organizations o
    cross join lateral (${newest('o.organization_id', '1')}) l order by l.log_id desc limit $1
  ) o cross join lateral (${newest('o.organization_id', '$1')}) l order by l.log_id desc limit $1`;
  const listed = organizationId === undefined ? ofAll : newest(`${place(organizationId)}::text`, '$1');
  const text = `
select ${columns}
from (${listed}) l ${withRecord}
order by l.log_id desc`;
  return { text, values };
}

/**
 * The newest entries of records of a kind, which the log does not know. Where there are few such records their entries are looked up; where there are many, the log is
 * read from its end until the page is full. The condition is a truth value by itself: of one the planner expects half, and of an equality one in two hundred, for which
 * it would sort the whole log.
 */
function newestOfKind(
  organization: string,
  count: string,
  { kind, few, given }: { readonly kind: string; readonly few: number; readonly given: readonly string[] },
  newest: (conditions: readonly string[]) => string,
): string {
  const records = `bilag.expense_records k where k.organization_id = ${organization} and k.kind = ${kind}::text`;
  const isOfKind = `(select r.kind = ${kind}::text from bilag.expense_records r
    where r.organization_id = l.organization_id and r.record_id = l.record_id)`;
  return `
  select l.* from (select count(*) <= ${few} as are_few from (select from ${records} limit ${few + 1}) k) its cross join lateral (
    (select l.* from (select k.record_id from ${records} limit ${few}) k
      join bilag.sync_logs l on l.organization_id = ${organization} and l.record_id = k.record_id
      where ${['its.are_few', ...given].join(' and ')} order by l.log_id desc limit ${count})
    union all
    (${newest(['not its.are_few', isOfKind])})
  ) l order by l.log_id desc limit ${count}`;
}

const names = ['after', 'from', 'to', 'result', 'action', 'actor', 'trigger', 'recordId'] as const;

/** $1 organization, $2 entry. Only a call has something that was sent: a voucher that could not be made has the number of the attempt before. */
export const findEntry = `
select ${columns}, coalesce(d.connector, l.detail->>'connector') as connector, d.payload, d.payload_hash, d.config_version, d.credential_version,
  d.mapping_version, ${milliseconds('d.opened_at')} as opened_ms, l.detail
from bilag.sync_logs l ${withRecord}
left join bilag.delivery_attempts d on l.action in ('attempt', 'look-up', 'status')
  and d.organization_id = l.organization_id and d.sequence = l.sequence and d.attempt = l.attempt
where l.organization_id = $1 and l.log_id = $2::bigint`;
