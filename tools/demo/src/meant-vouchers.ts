import type { ApiClient, RecordSummary } from './api-client.ts';
import { type SummedLine, type Sums, sumsOf } from './ledger-sums.ts';
import type { DemoOrganization } from './organizations.ts';
import type { VoucherView } from './voucher-table.ts';

/** A voucher by its reference: a record's own, or the one that takes it back. */
export interface RecordVoucher {
  readonly recordId: string;
  readonly reference: string;
  readonly isReversal: boolean;
  readonly state: string;
}

/** Every voucher that the service knows of an organization's records, sent or not. */
export async function recordVouchers(api: ApiClient, { id }: DemoOrganization): Promise<readonly RecordVoucher[]> {
  const vouchers: RecordVoucher[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: readonly RecordSummary[]; nextCursor: string | null } = await api.get(
      `/v1/organizations/${id}/records?limit=200${query}`,
    );
    for (const { id: recordId, reference, state, reversal } of page.items) {
      vouchers.push({ recordId, reference, isReversal: false, state });
      if (reversal !== null) vouchers.push({ recordId, isReversal: true, ...reversal });
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return vouchers;
}

/** What has been cancelled or refused is not in the ledger. All else that is not booked may be there, as an answer may be lost or on its way. */
const neverBooked: ReadonlySet<string> = new Set(['cancelled', 'rejected']);

/** Whether the ledger owes this voucher: it is booked, or it may be and the ledger has it. */
export function isOwed({ reference, state }: RecordVoucher, isInLedger: (reference: string) => boolean): boolean {
  return state === 'synced' || (!neverBooked.has(state) && isInLedger(reference));
}

/** What the vouchers come to, by reference; one that takes another back has its amounts turned. */
export async function meantSums(
  api: ApiClient,
  { id }: DemoOrganization,
  vouchers: readonly RecordVoucher[],
): Promise<ReadonlyMap<string, Sums>> {
  const meant = new Map<string, Sums>();
  for (const { recordId, reference, isReversal } of vouchers) {
    const { lines } = await api.get<VoucherView>(`/v1/organizations/${id}/records/${recordId}/voucher`);
    const sign = isReversal ? -1n : 1n;
    const summed = lines.map(
      (it): SummedLine => [it.ledgerAccount, it.dimensions.costCenter, sign * (minorOf(it.debit) - minorOf(it.credit))],
    );
    meant.set(reference, sumsOf(summed));
  }
  return meant;
}

const minorOf = (text: string | null) => BigInt((text ?? '0.00').replace('.', ''));
