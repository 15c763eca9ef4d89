import { Migration } from '@mikro-orm/migrations';
import { acceptApprovalsWithReceipts } from './receipts/accept-approvals.ts';
import { receiptsBecomeDue, receiptsTable } from './receipts/table.ts';

/** Receipts: stored with their approval, delivered after their voucher. */
export class Migration20261124Receipts extends Migration {
  override name = 'Migration20261124Receipts';

  override up(): void {
    for (const part of [receiptsTable, receiptsBecomeDue, acceptApprovalsWithReceipts]) this.addSql(part);
  }
}
