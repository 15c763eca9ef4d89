import { Migration } from '@mikro-orm/migrations';
import { captureApproval } from './capture/capture-approval.ts';
import { captureChecks } from './capture/checks.ts';
import { captureContent } from './capture/content.ts';
import { reviseForCapture, undoForCapture } from './capture/revise.ts';
import { captureRights } from './capture/rights.ts';

/** Approvals that an app in the same database captures in a transaction of its own. */
export class Migration20261125Capture extends Migration {
  override name = 'Migration20261125Capture';

  override up(): void {
    const revision = [undoForCapture({ mayBeBooked: 'bilag.is_held()' }), reviseForCapture];
    for (const part of [captureChecks, captureContent, ...revision, captureApproval, captureRights]) this.addSql(part);
  }
}
