import { Migration } from '@mikro-orm/migrations';
import { erasureFunctions } from './audit-chain/erasure.ts';
import { auditorRole } from './audit-chain/roles.ts';
import { chainTables } from './audit-chain/tables.ts';

/**
 * Seals over the sync log, and a way to erase texts that the seals outlive. The release before writes entries without knowing of it; a worker of this one seals
 * them, those that are there already first.
 */
export class Migration20261125AuditChain extends Migration {
  override name = 'Migration20261125AuditChain';

  override up(): void {
    this.addSql(chainTables);
    this.addSql(erasureFunctions);
    this.addSql(auditorRole);
  }
}
