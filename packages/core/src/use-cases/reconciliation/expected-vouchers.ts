import { voucherTotal } from '../../domain/voucher.ts';
import { SyncError } from '../../errors/sync-error.ts';
import type { OwedCursor, OwedVoucher } from '../../ports/reconciliation-store.ts';
import { meantVoucher } from '../meant-voucher.ts';
import type { ExpectedVoucher } from './judge-voucher.ts';
import type { LedgerWork } from './ledger-work.ts';

/** Vouchers read from the database at once. */
const pageSize = 1_000;

/**
 * What the ledger should have in the month, in full portions: each costs calls. Of attempts from before dates were kept the voucher is made again to
 * know its date and total.
 * @throws {RunIsOver} @throws {SyncError} `INTEGRATION_CHANGED`.
 */
export async function* expectedVouchers(work: LedgerWork, portion: number): AsyncGenerator<readonly ExpectedVoucher[]> {
  const waiting: ExpectedVoucher[] = [];
  let after: OwedCursor | undefined;
  do {
    const page = await work.ports.store.owed(work.run, work.books, after, pageSize);
    if (page === undefined) throw await whyNone(work);
    for (const owed of page.vouchers) {
      const expected = await expectedOf(owed, work);
      if (expected !== undefined) waiting.push(expected);
    }
    while (waiting.length >= portion) yield waiting.splice(0, portion);
    after = page.next;
  } while (after !== undefined);
  if (waiting.length > 0) yield waiting;
}

async function whyNone(work: LedgerWork): Promise<Error> {
  await work.goOn();
  return new SyncError('INTEGRATION_CHANGED', 'The organization’s connection was changed in the middle of it.');
}

async function expectedOf(owed: OwedVoucher, work: LedgerWork): Promise<ExpectedVoucher | undefined> {
  const meant = meantVoucher(owed.record, owed, await work.mapping(owed.mappingVersion));
  const { from, to } = work.run.period;
  const postingDate = owed.postingDate ?? meant?.postingDate;
  if (postingDate === undefined || postingDate < from || postingDate > to) return undefined;
  const totalMinor = owed.totalMinor ?? (meant === undefined ? undefined : voucherTotal(meant).minor);
  return totalMinor === undefined ? undefined : { owed, meant, totalMinor };
}
