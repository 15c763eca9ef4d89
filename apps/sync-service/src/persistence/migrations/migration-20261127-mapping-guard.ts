import { Migration } from '@mikro-orm/migrations';
import { openAttempts } from './migration-20261125-open-attempts.ts';
import { isUnwanted, recordOutcomes } from './migration-20261125-record-outcomes.ts';

/** Whoever saves a mapping takes the lane first, too: what is saved by now is seen here. */
export const isNewest = `  if p_mapping_version <> coalesce((select max(m.version) from bilag.field_mappings m where m.organization_id = p_organization), 0) then
    raise exception 'The field mapping was changed.' using errcode = 'BL001';
  end if;
`;

/** What lies refused there and whose approval no longer stands is in doubt: looked up once more at once, then after its waiting time. */
const state = `case when ${isUnwanted} and c.in_doubt then 'unknown' when ${isUnwanted} then 'pending' else c.state end`;
const dueInMs = `case when ${isUnwanted} and (c.state = 'rejected' or not c.in_doubt) then 0 else c.due_in_ms end`;

/**
 * No attempt is opened for a voucher that was made with a mapping which has been corrected since. And what lay refused in the queue of an accounting system counts as
 * in doubt, as it does from now on.
 */
export class Migration20261127MappingGuard extends Migration {
  override name = 'Migration20261127MappingGuard';

  override up(): void {
    this.addSql('drop function bilag.open_attempts');
    this.addSql(openAttempts({ parameter: ', p_mapping_version integer', check: isNewest }));
    this.addSql(recordOutcomes({ state, dueInMs }));
    // The owner is bound by row-level security as everybody is.
    this.addSql("select set_config('bilag.scope', 'platform', true)");
    this.addSql("update bilag.outbox set in_doubt = true where state = 'rejected' and ever_in_doubt");
  }
}
