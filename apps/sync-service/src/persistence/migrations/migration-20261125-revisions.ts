import { Migration } from '@mikro-orm/migrations';
import { acceptApprovalsOfRevisions } from './revisions/accept-approvals.ts';
import { followers, receiptsOfVouchersOnly, tables } from './revisions/tables.ts';

/**
 * Revisions, reversals and withdrawals. What the release before finishes lets others follow by a trigger, but it knows neither reversals nor recalls: it must
 * not run beside this one once the first claim was revised or withdrawn.
 */
export class Migration20261125Revisions extends Migration {
  override name = 'Migration20261125Revisions';

  override up(): void {
    for (const part of [tables, followers, receiptsOfVouchersOnly, acceptApprovalsOfRevisions]) this.addSql(part);
  }
}
