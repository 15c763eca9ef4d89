import type { LedgerMonth } from '../../domain/ledger-month.ts';
import type { FindingKind, StatementEntry } from '../../domain/reconciliation.ts';
import type { VoucherReference } from '../../domain/voucher-reference.ts';
import type { ListedVoucher } from '../../ports/accounting-gateway.ts';
import type { KnownReference } from '../../ports/reconciliation-store.ts';
import { codeOfFinding } from './judge-voucher.ts';

/** What the ledger lists under one reference in the month. */
export interface ListedReference {
  readonly reference: VoucherReference;
  /** Names of the bookings, the first one first. */
  readonly erpReferences: readonly string[];
  readonly debitMinor: bigint;
}

/** The ledger's list of a month, by reference; what lies outside the month, or has not the form of ours, is not heard. */
export function byReference(
  listed: readonly ListedVoucher[],
  { from, to }: LedgerMonth,
): ReadonlyMap<VoucherReference, ListedReference> {
  const inMonth = listed.filter(({ postingDate }) => from <= postingDate && postingDate <= to);
  const groups = Map.groupBy(inMonth, ({ reference }) => reference);
  return new Map(
    [...groups].map(([reference, all]) => {
      const debitMinor = all.reduce((sum, it) => sum + it.debitMinor, 0n);
      return [reference, { reference, erpReferences: all.map((it) => it.erpReference), debitMinor }];
    }),
  );
}

/**
 * What it means that the ledger lists a voucher which our books of the month do not have. What the engine is still busy with, and what was booked so lately
 * that it was left out, means nothing yet.
 */
export function judgeListed(
  listed: ListedReference,
  known: KnownReference | undefined,
  month: LedgerMonth,
): StatementEntry | undefined {
  const found = whatIsWrong(known, month);
  if (found === undefined) return undefined;
  const { kind, message } = found;
  const { reference, erpReferences, debitMinor } = listed;
  return {
    ledger: { count: erpReferences.length, sumMinor: debitMinor },
    finding: {
      kind,
      code: codeOfFinding(kind),
      reference,
      recordId: known?.recordId ?? null,
      erpReference: erpReferences[0] ?? null,
      oursMinor: 0n,
      ledgerMinor: debitMinor,
      message,
    },
  };
}

function whatIsWrong(
  known: KnownReference | undefined,
  { from, to }: LedgerMonth,
): { readonly kind: FindingKind; readonly message: string } | undefined {
  if (known === undefined) {
    return { kind: 'extra', message: 'The ledger has it, and Bilag has no record of this organization for it.' };
  }
  const { state, postingDate, isLookedUp, isReversal } = known;
  switch (state) {
    case 'synced':
    case 'accepted':
      if (postingDate === null || (from <= postingDate && postingDate <= to)) return undefined;
      return { kind: 'different', message: `The ledger has it in this month; Bilag sent it for ${postingDate}.` };
    case 'cancelled':
      return { kind: 'extra', message: 'The ledger has it, and in Bilag it was ignored or had nothing to post.' };
    case 'rejected':
      if (isReversal) return { kind: 'extra', message: reversalAllTheSame(isLookedUp) };
      return {
        kind: 'extra',
        message: 'The ledger has it, and in Bilag it failed. Do not retry it before you know why.',
      };
    case 'pending':
      if (isLookedUp) return undefined;
      return { kind: 'extra', message: 'The ledger has it, and Bilag has not sent it yet: somebody else booked it.' };
    case 'sending':
    case 'unknown':
    case 'held':
      return undefined;
  }
}

/** What is done about it must not be what is done about a stranger's voucher: reversed, the claim would stand again. */
function reversalAllTheSame(isLookedUp: boolean): string {
  const what =
    'The ledger has it: it is Bilag’s own reversal, booked all the same though Bilag was told that it failed.';
  return isLookedUp
    ? `${what} Do not reverse it. Retry the record: Bilag finds it there.`
    : `${what} Do not reverse it and do not retry it: mark the reversal as posted.`;
}

/** A voucher of the month that was found in the ledger once and as it was sent. */
export interface BookedVoucher {
  readonly reference: VoucherReference;
  readonly recordId: string;
  readonly erpReference: string | null;
  readonly totalMinor: bigint;
}

/** A voucher that was found booked and is not in the ledger's list of its month: it counts in another one. */
export function countedElsewhere({ reference, recordId, erpReference, totalMinor }: BookedVoucher): StatementEntry {
  return {
    // Takes back what finding it had added.
    ledger: { count: -1, sumMinor: -totalMinor },
    finding: {
      kind: 'different',
      code: codeOfFinding('different'),
      reference,
      recordId,
      erpReference,
      oursMinor: totalMinor,
      ledgerMinor: 0n,
      message: 'The ledger has it with a posting date outside this month.',
    },
  };
}
