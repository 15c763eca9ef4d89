import type { ExpenseRecord } from '../domain/expense-record.ts';
import { mapExpenseRecord } from '../domain/field-mapping.ts';
import { formatMoney, type Money, sumMoney } from '../domain/money.ts';
import { voucherTotal } from '../domain/voucher.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { LedgerBooking } from '../ports/accounting-gateway.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConfigRepo, Integration } from '../ports/config-repo.ts';
import type { LedgerCheck } from '../ports/decision-store.ts';
import type { GatewayProvider } from '../ports/gateway-provider.ts';
import { withinDeadline } from './within-deadline.ts';

/** What the ledger says of a voucher that a person names as a record's own. */
export interface PostedVoucher {
  readonly verdict: Exclude<LedgerCheck, 'taken'>;
  /** What the ledger has under the number: the booking of the right amount, where there is one. */
  readonly booking?: LedgerBooking;
  /** Why it is not simply taken for the record's own; absent when the amounts agree, and where the accounting system cannot be asked at all. */
  readonly objection?: SyncError;
}

/** What a check needs. */
export interface PostedVoucherPorts {
  readonly config: Pick<ConfigRepo, 'integrationOf'>;
  readonly gateways: GatewayProvider;
  readonly clock: Clock;
}

/** The record in question; the voucher that takes one back comes to the same. */
export interface PostedRecord {
  readonly record: ExpenseRecord;
  readonly reference: VoucherReference;
  readonly voucherNumber: number;
}

/**
 * Compares a voucher that a person has found in the ledger with the record that it is to stand for, by its amount: accounts and dimensions are the person's.
 * Reads only, and gives up after `patienceMs`. An accounting system that is away makes an objection, and no failure.
 */
export async function checkPostedVoucher(
  organizationId: string,
  stored: PostedRecord,
  erpReference: string,
  patienceMs: number,
  ports: PostedVoucherPorts,
): Promise<PostedVoucher> {
  const integration = await ports.config.integrationOf(organizationId);
  if (integration === undefined) return { verdict: 'not-asked' };
  try {
    return await withinDeadline(ports.clock, patienceMs, async (signal) => {
      const gateway = await ports.gateways.gatewayFor(integration);
      if (gateway.findByNumber === undefined) return { verdict: 'not-asked' };
      const bookings = await gateway.findByNumber(erpReference, { signal });
      return judge(bookings, totalOf(stored, integration), erpReference);
    });
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    const { code, message } = error;
    // This ERP understands no such question, today or tomorrow.
    if (code === 'ERP_REFUSED') return { verdict: 'not-asked' };
    const objection = new SyncError('POSTED_VOUCHER_UNCHECKED', `The ledger could not be asked: ${message}`, { field });
    return { verdict: 'not-told', objection };
  }
}

const field = 'voucherNumber';

function judge(bookings: readonly LedgerBooking[], total: Money, erpReference: string): PostedVoucher {
  const equal = bookings.find(({ debitMinor }) => debitMinor === total.minor);
  if (equal !== undefined) return { verdict: 'equal', booking: equal };
  const [booking] = bookings;
  if (booking === undefined) {
    const objection = new SyncError('POSTED_VOUCHER_MISSING', `The ledger has booked no voucher ${erpReference}.`, {
      field,
    });
    return { verdict: 'missing', objection };
  }
  const { currency } = total;
  const inLedger = formatMoney({ currency, minor: booking.debitMinor });
  const more = bookings.length === 1 ? '' : ` (and ${bookings.length - 1} more under this number)`;
  const message =
    `In the ledger, voucher ${erpReference} of ${booking.postingDate} comes to ${inLedger} ${currency}${more}; ` +
    `the record comes to ${formatMoney(total)} ${currency}.`;
  return { verdict: 'different', booking, objection: new SyncError('POSTED_VOUCHER_DIFFERS', message, { field }) };
}

/** What its voucher comes to by the current mapping; where that makes none, what was approved. */
function totalOf({ record, reference, voucherNumber }: PostedRecord, { mapping }: Integration): Money {
  try {
    const mapped = mapExpenseRecord(record, mapping, { reference, voucherNumber });
    if (mapped.kind === 'voucher') return voucherTotal(mapped.voucher);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
  }
  return sumMoney(
    record.currency,
    record.lines.map(({ amount }) => amount),
  );
}
