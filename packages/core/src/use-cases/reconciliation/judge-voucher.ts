import type { ReconciliationFinding, StatementEntry } from '../../domain/reconciliation.ts';
import type { Voucher } from '../../domain/voucher.ts';
import { compareVoucher, type FoundLine } from '../../domain/voucher-comparison.ts';
import type { ErrorCode } from '../../errors/error-codes.ts';
import type { FindOutcome } from '../../ports/accounting-gateway.ts';
import type { OwedVoucher } from '../../ports/reconciliation-store.ts';

/** A voucher that the ledger should have: as it was made then, if it can still be made, and its debit total. */
export interface ExpectedVoucher {
  readonly owed: OwedVoucher;
  readonly meant: Voucher | undefined;
  readonly totalMinor: bigint;
}

/** Every answer about a voucher but that the ERP could not be asked. */
export type SettledFind = Exclude<FindOutcome, { readonly kind: 'unavailable' }>;

/** What is said of one voucher. `isEqual`: booked once and, so far as its lines can be seen, as it was sent. */
export interface Judgement {
  readonly entry: StatementEntry;
  readonly isEqual: boolean;
}

/**
 * What the ledger's answer means for one voucher. Only an explicit «absent» makes it missing. One that was accepted and is not booked is not missing
 * either: the engine goes on asking after it.
 */
export function judgeVoucher(expected: ExpectedVoucher, answer: SettledFind): Judgement {
  const one = { count: 1, sumMinor: expected.totalMinor };
  if (answer.kind === 'booked') return judgeBooked(expected, answer);
  if (expected.owed.state === 'accepted') return { entry: { waiting: one }, isEqual: false };
  if (answer.kind === 'absent') {
    const message = 'Bilag counts it as booked, and the ledger does not have it.';
    return { entry: { ours: one, finding: findingOf(expected, 'missing', message, 0n) }, isEqual: false };
  }
  if (answer.kind === 'accepted') {
    return untold(expected, 'Bilag counts it as booked, and in the accounting system it waits to be booked.');
  }
  if (answer.failure.code === 'ERP_VOUCHER_DIFFERS') {
    const finding = findingOf(expected, 'different', answer.failure.message, null);
    return { entry: { ours: one, untold: one, finding }, isEqual: false };
  }
  return untold(expected, answer.failure.message);
}

/** What nothing can be said of, such as a voucher in books that are no longer connected. */
export function untold(expected: ExpectedVoucher, message: string): Judgement {
  const one = { count: 1, sumMinor: expected.totalMinor };
  if (expected.owed.state === 'accepted') return { entry: { waiting: one }, isEqual: false };
  return {
    entry: { ours: one, untold: one, finding: findingOf(expected, 'cannot-tell', message, null) },
    isEqual: false,
  };
}

function judgeBooked(expected: ExpectedVoucher, found: SettledFind & { readonly kind: 'booked' }): Judgement {
  const { totalMinor, meant } = expected;
  const one = { count: 1, sumMinor: totalMinor };
  const { copies, lines } = found;
  if (copies > 1) {
    const ledgerMinor = BigInt(copies) * (lines.length === 0 ? totalMinor : debitsOf(lines));
    const message = `The ledger has it ${copies} times.`;
    const finding = findingOf(expected, 'doubled', message, ledgerMinor, found.erpReference);
    return { entry: { ours: one, ledger: { count: copies, sumMinor: ledgerMinor }, finding }, isEqual: false };
  }
  if (found.linesHidden === true) return { entry: { ours: one, ledger: one, notCompared: true }, isEqual: true };
  if (meant === undefined) {
    return untold(expected, `It is booked (${found.erpReference}), but what was sent can no longer be told.`);
  }
  const [first, ...others] = compareVoucher(meant, lines);
  if (first === undefined) return { entry: { ours: one, ledger: one }, isEqual: true };
  const ledgerMinor = debitsOf(lines);
  const message = `The ledger has something else: ${first}${others.length === 0 ? '' : ` (and ${others.length} more)`}.`;
  const finding = findingOf(expected, 'different', message, ledgerMinor, found.erpReference);
  return { entry: { ours: one, ledger: { count: 1, sumMinor: ledgerMinor }, finding }, isEqual: false };
}

const codes: Readonly<Record<ReconciliationFinding['kind'], ErrorCode>> = {
  missing: 'ERP_VOUCHER_MISSING',
  extra: 'ERP_VOUCHER_EXTRA',
  doubled: 'ERP_VOUCHER_DOUBLED',
  different: 'ERP_VOUCHER_DIFFERS',
  'cannot-tell': 'ERP_LOOK_UP_INCONCLUSIVE',
};

/** The stable code of a kind of finding. */
export const codeOfFinding = (kind: ReconciliationFinding['kind']): ErrorCode => codes[kind];

function findingOf(
  { owed, totalMinor }: ExpectedVoucher,
  kind: ReconciliationFinding['kind'],
  message: string,
  ledgerMinor: bigint | null,
  erpReference: string | null = owed.erpReference,
): ReconciliationFinding {
  const { reference, recordId } = owed;
  return { kind, code: codes[kind], reference, recordId, erpReference, oursMinor: totalMinor, ledgerMinor, message };
}

function debitsOf(lines: readonly FoundLine[]): bigint {
  return lines.reduce((sum, { amountMinor }) => (amountMinor > 0n ? sum + amountMinor : sum), 0n);
}
