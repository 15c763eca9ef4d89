import { Migration } from '@mikro-orm/migrations';
import { takeApprovals } from './intake/take-approvals.ts';

/** Approvals of many requests in one statement. `accept_approvals` stays for the release before. */
export class Migration20261125Intake extends Migration {
  override name = 'Migration20261125Intake';

  override up(): void {
    this.addSql(takeApprovals);
  }
}
