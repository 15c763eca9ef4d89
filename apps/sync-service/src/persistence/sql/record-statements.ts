import { finishedStates, type RecordListQuery, recordKinds } from '@bilag/core';
import { receiptsOfRecord } from '../stored-receipt.ts';
import { isFailed as isFailedEntry } from './failed-entries.ts';

/** Instants as milliseconds since 1970, whatever the session's time zone and date style. */
const milliseconds = (instant: string) => `(extract(epoch from ${instant}) * 1000)::bigint`;
const progress =
  'state, attempts, erp_reference, failure_code, failure_message, failure_field, updated_at, sent_ledger';
const reversal = (table: string) => `
    select v.sequence, v.reference, v.state, v.erp_reference, v.failure_code, v.failure_message, v.failure_field from bilag.${table} v
    where v.organization_id = r.organization_id and v.record_id = r.record_id and v.reverses is not null`;
const reversalColumns = `b.sequence as reversal_sequence, b.reference as reversal_reference, b.state as reversal_state,
    b.erp_reference as reversal_erp_reference, b.failure_code as reversal_code, b.failure_message as reversal_message, b.failure_field as reversal_field`;

/** $1 organization. A record with its own entry `p`, its withdrawal and its reversal. */
const select = `
  select r.organization_id, r.record_id, r.sequence, r.reference, r.content, r.traceparent, p.sent_ledger, ${milliseconds('r.received_at')} as received_ms,
    p.state, p.attempts, p.erp_reference, p.failure_code, p.failure_message, p.failure_field,
    ${milliseconds('p.due_at')} as due_ms, ${milliseconds('p.updated_at')} as updated_ms, ${receiptsOfRecord},
    ${milliseconds('w.withdrawn_at')} as withdrawn_ms, w.withdrawn_by, w.reason as withdrawn_because, ${reversalColumns}
  from bilag.expense_records r cross join lateral (
    select ${progress}, case when due_at > now() then due_at end as due_at from bilag.outbox o
    where o.organization_id = r.organization_id and o.sequence = r.sequence
    union all
    select ${progress}, null from bilag.finished_entries f
    where f.organization_id = r.organization_id and f.sequence = r.sequence
  ) p
  left join bilag.withdrawals w on w.organization_id = r.organization_id and w.record_id = r.record_id
  left join lateral (${reversal('outbox')} union all ${reversal('finished_entries')}) b on true
  where r.organization_id = $1`;

/** $2 record. */
export const findRecord = `${select} and r.record_id = $2`;

/** $2 records. */
export const findRecords = `${select} and r.record_id = any($2::uuid[])`;

/** $2 record. What was last sent for it. Where a person has booked it, or nothing was sent, its entry names no mapping version. */
export const findSentVoucher = `
  select a.connector, a.mapping_version, a.posting_date::text, a.payload, a.payload_hash
  from bilag.expense_records r
  cross join lateral (
    select o.sent_mapping_version from bilag.outbox o where o.organization_id = r.organization_id and o.sequence = r.sequence
    union all
    select f.sent_mapping_version from bilag.finished_entries f where f.organization_id = r.organization_id and f.sequence = r.sequence
  ) e
  join bilag.delivery_attempts a on a.organization_id = r.organization_id and a.sequence = r.sequence
  where r.organization_id = $1 and r.record_id = $2 and e.sent_mapping_version is not null and a.posting_date is not null
  order by a.attempt desc limit 1`;

/**
 * A page of an organization's records, the newest first. Those that are narrowed to what is rare are sought where only such are, by index, and not by going through all
 * records until enough have been met. It has no name: the planner is to see the values.
 */
export function listRecords(
  organizationId: string,
  { limit, after, sourceId, kind, search, hasFailedReceipt, state, isFailed, code }: RecordListQuery,
): { readonly text: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [organizationId, limit];
  const given = (value: unknown) => `$${values.push(value)}`;
  const before =
    after &&
    `(select a.sequence from bilag.expense_records a where a.organization_id = $1 and a.record_id = ${given(after)}::uuid)`;
  const isOlder = (sequence: string) => (before === undefined ? '' : ` and ${sequence} < ${before}`);
  const hasCode = code === undefined ? '' : ` and o.failure_code = ${given(code)}::text`;
  const hasFailed = isFailed === true ? `${isFailedEntry}${hasCode}` : hasCode.slice(' and '.length);
  const stateGiven = state && `${given(state)}::text`;
  const isInState = (it: string) => (stateGiven === undefined ? '' : ` and ${it}.state = ${stateGiven}`);
  const ofOrganization = 'o.organization_id = $1';

  /** Numbers of records whose entry meets this, as many of the newest as a page may need. */
  const newest = (table: string, condition: string) =>
    `(select o.sequence from bilag.${table} o where ${ofOrganization} and o.reverses is null${condition}${isOlder('o.sequence')} order by o.sequence desc limit $2)`;
  /** Of those whose reversal meets it all, as there are few; a reversal has a number of its own. */
  const reversals = (condition: string) =>
    `(select a.sequence from bilag.outbox o join bilag.expense_records a on a.organization_id = o.organization_id and a.record_id = o.record_id
      where ${ofOrganization} and o.reverses is not null and ${condition})`;
  const among = (sequences: string) => ` and r.sequence = any(array(${sequences}))`;
  const isFromSource = [
    kind === undefined ? '' : ` and a.kind = ${given(kind)}::text`,
    sourceId === undefined ? '' : ` and a.source_id = ${given(sourceId)}::text`,
    // With every kind named, the index by source serves.
    sourceId === undefined || kind !== undefined ? '' : ` and a.kind = any(${given(recordKinds)}::text[])`,
  ].join('');
  const hasEntry = (table: string, condition: string) =>
    ` and exists (select from bilag.${table} o where ${ofOrganization} and o.record_id = a.record_id and ${condition})`;
  const isAlso = [
    hasFailed === '' ? '' : hasEntry('outbox', hasFailed),
    state === undefined ? '' : hasEntry(tableOf(state), `o.reverses is null${isInState('o')}`),
    hasFailedReceipt === true ? hasFailedReceiptToo : '',
  ].join('');
  /** The newest records that meet this and all else. */
  const newestRecords = (condition = '') =>
    `(select a.sequence from bilag.expense_records a
      where a.organization_id = $1${condition}${isFromSource}${isAlso}${isOlder('a.sequence')} order by a.sequence desc limit $2)`;

  let narrowed = '';
  if (search !== undefined) {
    narrowed = among(whatIsMeantBy(given(search)).map(newestRecords).join(' union '));
  } else if (isFromSource !== '' || hasFailedReceipt === true) {
    narrowed = among(newestRecords());
  } else if (hasFailed !== '') {
    narrowed = among(`${newest('outbox', ` and ${hasFailed}${isInState('o')}`)} union ${reversals(hasFailed)}`);
  } else if (state !== undefined) {
    narrowed = among(newest(tableOf(state), isInState('o')));
  }
  const text = `${select}${narrowed}${isInState('p')}${isOlder('r.sequence')} order by r.sequence desc limit $2`;
  return { text, values };
}

/** One condition for each thing that people may mean by a word: each of an index of its own, which one condition with «or» in it would not use. */
function whatIsMeantBy(word: string): readonly string[] {
  const folded = `lower(${word}::text) collate "C"`;
  const entry = (table: string, condition: string) =>
    ` and a.record_id in (select o.record_id from bilag.${table} o where o.organization_id = $1 and ${condition})`;
  return [
    // Behind it there is no character: whatever begins with the word lies between.
    ` and a.source_id_folded >= ${folded} and a.source_id_folded < ${folded} || chr(1114111)`,
    ` and a.reference = upper(${word}::text)`,
    ` and a.sequence = case when ${word}::text ~ '^[0-9]{1,15}$' then ${word}::text::bigint end`,
    ...['outbox', 'finished_entries'].flatMap((table) => [
      entry(table, `o.erp_reference = ${word}::text`),
      entry(table, `o.reverses is not null and o.reference = upper(${word}::text)`),
    ]),
  ];
}

const tableOf = (state: string) => (finishedStates.some((it) => it === state) ? 'finished_entries' : 'outbox');
const hasFailedReceiptToo =
  " and exists (select from bilag.receipts c where c.organization_id = $1 and c.record_id = a.record_id and c.state = 'failed')";
