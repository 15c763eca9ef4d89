import { Migration } from '@mikro-orm/migrations';
import { acceptApprovalsOfRevisions } from './revisions/accept-approvals.ts';
import { followers, receiptsOfVouchersOnly, tables } from './revisions/tables.ts';

/** Revisions, reversals and withdrawals. The release before writes none of these columns; what it finishes lets others follow by a trigger. */
export class Migration20261125Revisions extends Migration {
  override name = 'Migration20261125Revisions';

  override up(): void {
    for (const part of [tables, followers, receiptsOfVouchersOnly, acceptApprovalsOfRevisions]) this.addSql(part);
  }
}
