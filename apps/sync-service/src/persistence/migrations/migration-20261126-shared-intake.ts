import { Migration } from '@mikro-orm/migrations';
import { approvalRulesTogether, takeApprovalsTogether } from './intake/take-approvals-together.ts';

const isSameApproval = `select r.record_id from bilag.expense_records r
        where r.organization_id = org and r.kind = g.kind and r.source_id = g.source_id and r.content = g.content limit 1`;

/** Approvals of many organizations are checked and written together. The function that takes them takes and answers the same as before, so both may run at once. */
export class Migration20261126SharedIntake extends Migration {
  override name = 'Migration20261126SharedIntake';

  override up(): void {
    this.addSql(takeApprovalsTogether({ holder: isSameApproval }));
    this.addSql(approvalRulesTogether);
  }
}
