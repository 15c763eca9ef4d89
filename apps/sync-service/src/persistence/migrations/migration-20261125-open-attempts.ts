import { Migration } from '@mikro-orm/migrations';

/**
 * Opens attempts in one round trip. Statement after statement, as each has to see what was committed while the one before it waited: first the lane, so that
 * whoever changes the configuration, and takes the lane first too, is either over or has to wait; then the configuration; then the entries. `kept` are further
 * columns of an entry that come with its intent, by their types.
 */
export const openAttempts = ({
  parameter,
  check,
  kept = {},
}: {
  readonly parameter: string;
  readonly check: string;
  readonly kept?: Readonly<Record<string, string>>;
}): string => `
create function bilag.open_attempts(p_organization text, p_owner text, p_fence bigint, p_intents json, p_operation_ms integer, p_margin_ms integer,
  p_instance uuid, p_epoch bigint, p_beats bigint, p_config_version integer, p_credential_version integer${parameter}) returns text
language plpgsql volatile set search_path = pg_catalog as $$
declare
  config record;
  until timestamptz;
  opened bigint;
begin
  perform from bilag.lanes
  where organization_id = p_organization and owner = p_owner and fence = p_fence and lease_until > clock_timestamp()
    and (select bilag.may_send(p_instance, p_epoch, p_beats)) for update;
  if not found then return 'lost'; end if;
  select i.connector, i.connector || ' ' || coalesce(i.ledger_id, '') as ledger into config from bilag.integration_configs i
  where i.organization_id = p_organization and i.enabled and i.config_version = p_config_version and i.credential_version = p_credential_version for share;
  if not found then raise exception 'The configuration was changed.' using errcode = 'BL001'; end if;
${check}  until := clock_timestamp() + (p_operation_ms + p_margin_ms) * interval '1 millisecond';
  update bilag.lanes set lease_until = greatest(lease_until, until) where organization_id = p_organization;
  with sent as (
    update bilag.outbox o
    set state = c.state, attempts = c.attempts, failures = c.failures, look_ups = c.look_ups, in_doubt = c.in_doubt, ever_in_doubt = c.ever_in_doubt,
      batch_limit = c.batch_limit, erp_reference = c.erp_reference, failure_code = c.failure_code, failure_message = c.failure_message,
      failure_field = c.failure_field, fresh = false, due_at = null, updated_at = clock_timestamp(),
      batch_key = c.batch_key, sent_at = clock_timestamp(), sent_mapping_version = c.mapping_version, sent_ledger = config.ledger${listed(Object.keys(kept).map((it) => `${it} = c.${it}`))}
    from json_to_recordset(p_intents) as c(
      sequence bigint, from_state text, state text, attempts integer, failures integer, look_ups integer, in_doubt boolean, ever_in_doubt boolean,
      batch_limit integer, erp_reference text, failure_code text, failure_message text, failure_field text, batch_key text, payload text,
      payload_hash text, config_version integer, credential_version integer, mapping_version integer, posting_date date, total_minor bigint${listed(Object.entries(kept).map((it) => it.join(' ')))})
    where o.organization_id = p_organization and o.sequence = c.sequence and o.state = c.from_state and o.attempts = c.attempts - 1 and o.recalled is null
    returning o.sequence, o.record_id, o.attempts, o.sent_at, c.payload, c.payload_hash, c.batch_key, c.config_version, c.credential_version,
      c.mapping_version, c.posting_date, c.total_minor
  ), attempted as (
    insert into bilag.delivery_attempts (organization_id, sequence, attempt, record_id, payload, payload_hash, batch_key, connector,
      config_version, credential_version, mapping_version, posting_date, total_minor, fence, opened_at, deadline_at)
    select p_organization, s.sequence, s.attempts, s.record_id, s.payload, s.payload_hash, s.batch_key, config.connector,
      s.config_version, s.credential_version, s.mapping_version, s.posting_date, s.total_minor, p_fence, s.sent_at,
      s.sent_at + p_operation_ms * interval '1 millisecond'
    from sent s returning 1
  )
  select count(*) into opened from attempted;
  if opened <> json_array_length(p_intents) then raise exception 'An entry is not as it was read.' using errcode = 'BL001'; end if;
  return 'opened';
end $$;
revoke execute on function bilag.open_attempts from public;
grant execute on function bilag.open_attempts to bilag_app;
`;

const listed = (columns: readonly string[]) => columns.map((it) => `, ${it}`).join('');

/** One call of the engine instead of six. */
export class Migration20261125OpenAttempts extends Migration {
  override name = 'Migration20261125OpenAttempts';

  override up(): void {
    this.addSql(openAttempts({ parameter: '', check: '' }));
  }
}
