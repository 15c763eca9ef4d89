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
    ${milliseconds('w.received_at')} as withdrawn_ms, ${reversalColumns}
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

/**
 * A page of an organization's records, the newest first. Those that are narrowed to what is rare are sought where only such are, by index, and not by going through all
 * records until enough have been met. It has no name: the planner is to see the values.
 */
export function listRecords(
  organizationId: string,
  { limit, after, sourceId, state, isFailed, code }: RecordListQuery,
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

  let narrowed = '';
  if (sourceId !== undefined) {
    narrowed = ` and r.kind = any(${given(recordKinds)}::text[]) and r.source_id = ${given(sourceId)}::text`;
    if (hasFailed !== '')
      narrowed += ` and exists (select from bilag.outbox o where ${ofOrganization} and o.record_id = r.record_id and ${hasFailed})`;
  } else if (hasFailed !== '') {
    narrowed = among(`${newest('outbox', ` and ${hasFailed}${isInState('o')}`)} union ${reversals(hasFailed)}`);
  } else if (state !== undefined) {
    narrowed = among(newest(isFinished(state) ? 'finished_entries' : 'outbox', isInState('o')));
  }
  const text = `${select}${narrowed}${isInState('p')}${isOlder('r.sequence')} order by r.sequence desc limit $2`;
  return { text, values };
}

const isFinished = (state: string) => finishedStates.some((it) => it === state);
