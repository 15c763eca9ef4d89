import { type Claim, meantSums, type Sums } from './claims.ts';
import { type Fate, isNeverSent } from './fates.ts';
import { differenceOf, isNothing, type Ledgers, sumsOf } from './ledger-sums.ts';
import type { BookedVoucher } from './mock-process.ts';
import { mappings } from './organizations.ts';

/** What can be wrong with a voucher; `missing` and `not taken back` only in the end, as both may still come. */
export const faultKinds = {
  missing: 'vouchers missing',
  leftStanding: 'vouchers not taken back',
  doubled: 'vouchers booked more than once',
  different: 'vouchers differ from their approvals',
  extra: 'vouchers that nobody may have',
  overlapping: 'vouchers booked beside an earlier revision',
} as const;

/** One fault, and the voucher that it is about. */
export interface LedgerFault {
  readonly kind: keyof typeof faultKinds;
  readonly what: string;
}

/** What the ledger has of one approval. */
export interface ClaimVerdict {
  readonly fate: Fate | 'never sent';
  /** What the service must say of its voucher, as the ledger is. */
  readonly state: 'synced' | 'cancelled' | 'rejected';
  /** Which of the mappings its voucher was made with; all that fit. */
  readonly mappings: readonly number[];
  /** When it was booked first, as ISO text; empty when it was not. The same of the voucher that takes it back. */
  readonly bookedAt: string;
  readonly takenBackAt: string;
  readonly ledger: Sums;
  /** By how much each account and cost center has more than it should. */
  readonly difference: Sums;
  readonly faults: readonly LedgerFault[];
}

/** An approval, and all that the ledger has by its reference and to take that back. */
export interface ClaimInLedger {
  readonly reference: string;
  readonly claim: Claim;
  readonly fate: Fate;
  readonly voucher: BookedVoucher | undefined;
  readonly reversals: readonly BookedVoucher[];
  readonly ledgers: Ledgers;
}

/** Holds one approval against the ledger. */
export function judgeClaim(it: ClaimInLedger): ClaimVerdict {
  const { claim, fate, voucher, reversals, ledgers } = it;
  const booked = voucher === undefined ? [] : [voucher];
  const own = sumsOf(booked, ledgers);
  const fitting = mappings.flatMap((mapping, at) => {
    const isMeant = (claim.mapping ?? at) === at && isNothing(differenceOf(meantSums(claim, mapping), own));
    return isMeant && isItsOwn(voucher, claim) ? [at] : [];
  });
  const ledger = sumsOf([...booked, ...reversals], ledgers);
  const isToBeThere = fate === 'stands' && !isNeverSent(claim);
  const meant = isToBeThere ? meantSums(claim, mappings[fitting[0] === 1 ? 1 : 0]) : new Map<string, bigint>();
  return {
    fate: isNeverSent(claim) ? 'never sent' : fate,
    state: stateOf(it),
    mappings: fitting,
    bookedAt: firstBooking(booked),
    takenBackAt: firstBooking(reversals),
    ledger,
    difference: differenceOf(meant, ledger),
    faults: [...countFaults(it), ...contentFaults(it, fitting.length > 0)],
  };
}

function stateOf({ claim, fate, voucher }: ClaimInLedger): ClaimVerdict['state'] {
  if (claim.isSame || (claim.isUnfit && fate === 'undone')) return 'cancelled';
  if (claim.isUnfit) return 'rejected';
  return fate === 'undone' && voucher === undefined ? 'cancelled' : 'synced';
}

/** What is there too often, or too seldom, or not at all. */
function countFaults({ reference, claim, fate, voucher, reversals }: ClaimInLedger): readonly LedgerFault[] {
  const all = [...(voucher === undefined ? [] : [voucher]), ...reversals];
  if (isNeverSent(claim)) return all.map((it) => ({ kind: 'extra', what: it.reference }));
  const faults: LedgerFault[] = [];
  for (const it of all)
    if (it.timesBooked > 1) faults.push({ kind: 'doubled', what: `${it.reference} ${it.timesBooked} times` });
  for (const it of fate === 'undone' && voucher !== undefined ? reversals.slice(1) : reversals)
    faults.push({ kind: 'extra', what: `${it.reference} takes back ${reference}` });
  if (fate === 'stands' && voucher === undefined) faults.push({ kind: 'missing', what: reference });
  if (fate === 'undone' && voucher !== undefined && reversals.length === 0)
    faults.push({ kind: 'leftStanding', what: reference });
  return faults;
}

/** What is there once, as it is to be, and is not what was meant. */
function contentFaults({ reference, fate, voucher, reversals, ledgers }: ClaimInLedger, fits: boolean) {
  if (voucher?.timesBooked !== 1) return [];
  const faults: LedgerFault[] = fits ? [] : [{ kind: 'different', what: reference }];
  const [reversal] = reversals;
  if (fate !== 'undone' || reversal?.timesBooked !== 1) return faults;
  const isOpposite = isNothing(sumsOf([voucher, reversal], ledgers));
  const isOfThatDay = dayOf(reversal) === dayOf(voucher) && reversal.ledgerId === voucher.ledgerId;
  const isLater = firstBooking([reversal]) >= firstBooking([voucher]);
  if (!isOpposite || !isOfThatDay || !isLater)
    faults.push({ kind: 'different', what: `${reversal.reference} for ${reference}` });
  return faults;
}

/** In the books of its organization, on its approval's day and with its number in the text. */
function isItsOwn(voucher: BookedVoucher | undefined, claim: Claim): boolean {
  const { organization, sourceId, expenseDate } = claim;
  const { ledger } = organization;
  const isThere = voucher?.system === ledger.system && voucher.ledgerId === ledger.ledgerId;
  return (
    isThere &&
    voucher.bookings.every(
      ({ postingDate, lines }) => postingDate === expenseDate && lines.some(({ text }) => text.includes(sourceId)),
    )
  );
}

const dayOf = ({ bookings }: BookedVoucher) => bookings[0]?.postingDate;

const firstBooking = (vouchers: readonly BookedVoucher[]) =>
  vouchers.flatMap(({ bookings }) => bookings.map((it) => it.bookedAt)).toSorted()[0] ?? '';
