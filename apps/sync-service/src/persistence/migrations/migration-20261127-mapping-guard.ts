import { Migration } from '@mikro-orm/migrations';
import { openAttempts } from './migration-20261125-open-attempts.ts';

/** Whoever saves a mapping takes the lane first, too: what is saved by now is seen here. */
const isNewest = `  if p_mapping_version <> coalesce((select max(m.version) from bilag.field_mappings m where m.organization_id = p_organization), 0) then
    raise exception 'The field mapping was changed.' using errcode = 'BL001';
  end if;
`;

/**
 * No attempt is opened for a voucher that was made with a mapping which has been corrected since. And what lay refused in the queue of an accounting system counts as
 * in doubt, as it does from now on.
 */
export class Migration20261127MappingGuard extends Migration {
  override name = 'Migration20261127MappingGuard';

  override up(): void {
    this.addSql('drop function bilag.open_attempts');
    this.addSql(openAttempts({ parameter: ', p_mapping_version integer', check: isNewest }));
    this.addSql("update bilag.outbox set in_doubt = true where state = 'rejected' and ever_in_doubt");
  }
}
