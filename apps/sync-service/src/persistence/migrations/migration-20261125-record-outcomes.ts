import { Migration } from '@mikro-orm/migrations';

/** The trigger of an entry's sync, and which run it was. `c` is the entry. */
const runOfEntry = `left join lateral (
  select s.run_id, s.trigger from bilag.sync_runs s
  where s.organization_id = p_organization and s.state = 'running' and c.sequence <= s.last_sequence
    and not exists (select from unnest(s.excluded) x where x = c.sequence)
) s on true`;

/** What was refused or not taken, and whose approval no longer stands, is as good as unsent: pending and due at once, so that the next pass cancels it. */
export const isUnwanted = `o.recalled is not null and c.state in ('pending', 'rejected')`;

/** With these the ERP surely has nothing of an entry, as far as an outcome `c` knows. */
export const isUnsent = `c.state in ('pending', 'rejected', 'cancelled')`;

/**
 * `state` and `dueInMs` are what an outcome `c` makes of its entry `o`; `mayBeGone` says when it is in order that there is none, but only a finished one, `f`. Once a
 * recording has a name (`isNamed`), an entry keeps that of its last one, and the same is not made again.
 */
export const recordOutcomes = ({
  state,
  dueInMs,
  mayBeGone = `${isUnsent} and f.state = 'cancelled'`,
  isNamed = false,
}: RecordingRules): string => `
create or replace function bilag.record_outcomes(p_organization text, p_owner text, p_fence bigint, p_outcomes json${isNamed ? ', p_recording uuid' : ''}) returns boolean
language plpgsql volatile set search_path = pg_catalog as $$
declare
  touched bigint[];
  gone bigint;
  in_order boolean;
begin
  perform from bilag.lanes where organization_id = p_organization and owner = p_owner and fence = p_fence for update;
  if not found then return false; end if;
  with outcome as materialized (
    select * from json_to_recordset(p_outcomes) as c(
      sequence bigint, state text, due_in_ms double precision, attempts integer, failures integer, look_ups integer, in_doubt boolean,
      ever_in_doubt boolean, batch_limit integer, erp_reference text, failure_code text, failure_message text, failure_field text,
      action text, result text, log_code text, log_message text, log_detail jsonb)
  ), kept as (
    update bilag.outbox o
    set state = ${state}, attempts = c.attempts, failures = c.failures, look_ups = c.look_ups,
      in_doubt = c.in_doubt, ever_in_doubt = c.ever_in_doubt, batch_limit = c.batch_limit, erp_reference = c.erp_reference,
      failure_code = c.failure_code, failure_message = c.failure_message, failure_field = c.failure_field, fresh = false,
      due_at = clock_timestamp() + ${dueInMs} * interval '1 millisecond', updated_at = clock_timestamp()${isNamed ? ', recording = p_recording' : ''}
    from outcome c
    where o.organization_id = p_organization and o.sequence = c.sequence and c.state not in ('synced', 'cancelled')${isNamed ? ' and o.recording is distinct from p_recording' : ''}
    returning o.sequence, o.record_id, o.retry_log_id
  ), taken as (
    delete from bilag.outbox o using outcome c
    where o.organization_id = p_organization and o.sequence = c.sequence and c.state in ('synced', 'cancelled')
    returning o.sequence, o.record_id, o.reference, o.batch_key, o.sent_at, o.sent_mapping_version, o.sent_ledger, o.reverses, o.retry_log_id,
      c.state, c.attempts, c.failures, c.look_ups, c.in_doubt, c.ever_in_doubt, c.batch_limit, c.erp_reference,
      c.failure_code, c.failure_message, c.failure_field
  ), finished as (
    insert into bilag.finished_entries (organization_id, sequence, record_id, reference, batch_key, sent_at, sent_mapping_version, sent_ledger,
      reverses, state, attempts, failures, look_ups, in_doubt, ever_in_doubt, batch_limit, erp_reference, failure_code, failure_message, failure_field)
    select p_organization, t.sequence, t.record_id, t.reference, t.batch_key, t.sent_at, t.sent_mapping_version, t.sent_ledger,
      t.reverses, t.state, t.attempts, t.failures, t.look_ups, t.in_doubt, t.ever_in_doubt, t.batch_limit, t.erp_reference,
      t.failure_code, t.failure_message, t.failure_field
    from taken t
  ), found as (
    select sequence, record_id, retry_log_id from kept union all select sequence, record_id, retry_log_id from taken
  ), logged as (
    insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence, attempt, error_code, message, detail, trigger, run_id, refers_to)
    select p_organization, 'engine', c.action, c.result, f.record_id, c.sequence, c.attempts, c.log_code, c.log_message, c.log_detail,
      case when f.retry_log_id is not null then 'manual' else coalesce(s.trigger, 'automatic') end, s.run_id, f.retry_log_id
    from outcome c join found f on f.sequence = c.sequence ${runOfEntry} where c.action is not null order by c.sequence
  )
  select coalesce(array_agg(f.sequence), '{}') into touched from found f;

  if cardinality(touched) < json_array_length(p_outcomes) then
    select count(*), bool_and(coalesce(${mayBeGone}, false)) into gone, in_order
    from json_to_recordset(p_outcomes) as c(sequence bigint, state text, attempts integer)
    left join bilag.finished_entries f on f.organization_id = p_organization and f.sequence = c.sequence
    where c.sequence <> all(touched)${
      isNamed
        ? `
      and not exists (select from bilag.outbox o where o.organization_id = p_organization and o.sequence = c.sequence and o.recording = p_recording)`
        : ''
    };
    if gone > 0 and not in_order then raise exception 'An outcome belongs to no open outbox entry.'; end if;
  end if;
  return true;
end $$;
revoke execute on function bilag.record_outcomes from public;
grant execute on function bilag.record_outcomes to bilag_app;
`;

interface RecordingRules {
  readonly state: string;
  readonly dueInMs: string;
  readonly mayBeGone?: string;
  readonly isNamed?: boolean;
}

/**
 * Outcomes are recorded in one call instead of three to five. An entry that was cancelled before it was sent may be gone from the outbox; nothing else may,
 * and nothing that the ERP may have: that is an error, and nothing is recorded.
 */
export class Migration20261125RecordOutcomes extends Migration {
  override name = 'Migration20261125RecordOutcomes';

  override up(): void {
    const state = `case when ${isUnwanted} then 'pending' else c.state end`;
    this.addSql(recordOutcomes({ state, dueInMs: `case when ${isUnwanted} then 0 else c.due_in_ms end` }));
  }
}
