import { meantSums } from './claims.ts';
import { type Approvals, bySource, fatesOf } from './fates.ts';
import { type ClaimVerdict, faultKinds, judgeClaim, type LedgerFault } from './judge-claim.ts';
import { debits, ledgersOf } from './ledger-sums.ts';
import type { BookedVoucher } from './mock-process.ts';
import { mappings, type Organization } from './organizations.ts';

/** What the ledger has against what was approved, approved again and withdrawn. It reads nothing of the service's. */
export interface LedgerVerdict {
  /** Approvals whose vouchers must stand. */
  readonly approved: number;
  readonly bookedOnce: number;
  /** Undone approvals: booked once and taken back once; or never booked at all. */
  readonly takenBack: number;
  readonly neverBooked: number;
  /** Nothing must be sent for them: no ledger can take them, or nothing in them has changed. */
  readonly notToBeSent: number;
  readonly faults: readonly LedgerFault[];
  readonly approvedMinor: bigint;
  readonly ledgerMinor: bigint;
  /** The differences of all accounts and cost centers added up, whatever their sign. */
  readonly differenceMinor: bigint;
  /** By the reference of each approval's voucher. */
  readonly claims: ReadonlyMap<string, ClaimVerdict>;
  /** Everything that is in the ledger. */
  readonly references: ReadonlySet<string>;
}

/** Compares voucher by voucher, and account by account with its cost center. */
export function judgeLedger(
  approvals: Approvals,
  vouchers: readonly BookedVoucher[],
  organizations: readonly Organization[],
): LedgerVerdict {
  const { stored } = approvals;
  const ledgers = ledgersOf(organizations);
  const fates = fatesOf(approvals);
  const booked = new Map(vouchers.map((it) => [it.reference, it]));
  const reversals = Map.groupBy(vouchers, takesBack);
  const claims = new Map(
    [...stored].map(([reference, claim]): [string, ClaimVerdict] => {
      const voucher = booked.get(reference);
      const own = { voucher, reversals: reversals.get(reference) ?? [] };
      return [reference, judgeClaim({ reference, claim, fate: fates.get(claim) ?? 'stands', ...own, ledgers })];
    }),
  );
  const verdicts = [...claims.values()];
  const count = (fate: ClaimVerdict['fate'], is: (it: ClaimVerdict) => boolean = () => true) =>
    verdicts.filter((it) => it.fate === fate && is(it)).length;
  const strange = vouchers.filter((it) => !stored.has(takesBack(it) ?? it.reference));
  const faults = [
    ...verdicts.flatMap((it) => it.faults),
    ...strange.map(({ reference }): LedgerFault => ({ kind: 'extra', what: reference })),
    ...overlaps(approvals, claims),
  ];
  const differences = new Map<string, bigint>();
  for (const [key, minor] of verdicts.flatMap((it) => [...it.difference]))
    differences.set(key, (differences.get(key) ?? 0n) + minor);
  const approved = count('stands');
  const isOff = (it: ClaimVerdict) => it.faults.some(({ kind }) => kind === 'missing' || kind === 'doubled');
  return {
    approved,
    bookedOnce: approved - count('stands', isOff),
    takenBack: count('undone', (it) => it.bookedAt !== '' && it.takenBackAt !== ''),
    neverBooked: count('undone', (it) => it.bookedAt === ''),
    notToBeSent: count('never sent'),
    faults,
    approvedMinor: [...stored]
      .filter(([reference]) => claims.get(reference)?.fate === 'stands')
      .reduce((sum, [, claim]) => sum + debits(meantSums(claim, mappings[0])), 0n),
    ledgerMinor: verdicts.reduce((sum, it) => sum + debits(it.ledger), 0n),
    differenceMinor: [...differences.values()].reduce((sum, minor) => sum + (minor < 0n ? -minor : minor), 0n),
    claims,
    references: new Set(booked.keys()),
  };
}

/** What is wrong with it, in words; empty when nothing is. Without `isOver` what is missing may still come. */
export function ledgerFaults({ faults, differenceMinor }: LedgerVerdict, isOver: boolean): readonly string[] {
  const kinds = Object.entries(faultKinds).flatMap(([kind, words]) => {
    const which = faults.filter((it) => it.kind === kind);
    const mayStillCome = kind === 'missing' || kind === 'leftStanding';
    if (which.length === 0 || (mayStillCome && !isOver)) return [];
    return [
      `${which.length} ${words}: ${which
        .slice(0, 5)
        .map(({ what }) => what)
        .join(', ')}`,
    ];
  });
  return isOver && differenceMinor !== 0n ? [...kinds, `The accounts differ by ${differenceMinor} øre.`] : kinds;
}

/** The reference of the voucher that this one takes back, as its texts say, behind its own reference on Xledger; `undefined` for any other voucher. */
function takesBack({ bookings }: BookedVoucher): string | undefined {
  const [text = ''] = bookings.flatMap(({ lines }) => lines.map((it) => it.text));
  return /^(?:[RH]-[A-Z0-9]{18}[: ]+)?Reversal of ([A-Z0-9-]+): /.exec(text)?.[1];
}

/** Vouchers that were booked before the one that they take the place of was taken back: for a while the ledger has had the claim twice. */
function overlaps({ stored }: Approvals, verdicts: ReadonlyMap<string, ClaimVerdict>): readonly LedgerFault[] {
  const references = new Map([...stored].map(([reference, claim]) => [claim, reference]));
  return bySource(stored).flatMap((revisions) => {
    const booked = revisions.flatMap((claim) => {
      const reference = references.get(claim) ?? '';
      const verdict = verdicts.get(reference);
      return verdict === undefined || verdict.bookedAt === '' ? [] : [{ reference, ...verdict }];
    });
    return booked.flatMap(({ reference, bookedAt }, at): readonly LedgerFault[] => {
      const before = booked[at - 1];
      const isAfter = before === undefined || (before.takenBackAt !== '' && before.takenBackAt <= bookedAt);
      return isAfter ? [] : [{ kind: 'overlapping', what: `${reference} beside ${before.reference}` }];
    });
  });
}
