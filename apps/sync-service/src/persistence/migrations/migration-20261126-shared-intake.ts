import { Migration } from '@mikro-orm/migrations';
import { approvalRulesTogether, takeApprovalsTogether } from './intake/take-approvals-together.ts';

/** Approvals of many organizations are checked and written together. The function that takes them takes and answers the same as before, so both may run at once. */
export class Migration20261126SharedIntake extends Migration {
  override name = 'Migration20261126SharedIntake';

  override up(): void {
    this.addSql(takeApprovalsTogether);
    this.addSql(approvalRulesTogether);
  }
}
