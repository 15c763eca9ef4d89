import type { Chance } from './chance.ts';
import { creditAccounts, type Mapping, type Organization } from './organizations.ts';

/** An approval, and what the proof knows of it without asking the service. */
export interface Claim {
  readonly organization: Organization;
  /** Together with its revision the name of the approval. A later revision takes the place of all earlier ones. */
  readonly sourceId: string;
  readonly revision: number;
  /** The claim of the revision before it, approved once more with nothing changed: nothing is sent for it. */
  readonly isSame: boolean;
  /** As the approving app sends it. */
  readonly approval: object;
  readonly payee: keyof typeof creditAccounts;
  /** Its voucher counts on this day. */
  readonly expenseDate: string;
  readonly lines: readonly ClaimLine[];
  /** Which of the mappings it must be booked by; any, as a whole, when it is left out. */
  readonly mapping?: number;
  /** On a cost center that no ledger has: it must be refused, and never be booked. */
  readonly isUnfit: boolean;
}

interface ClaimLine {
  readonly expenseType: keyof Mapping;
  readonly amountMinor: bigint;
  readonly costCenter: string;
}

/** Øre per ledger account and cost center, as `7140/310`; credits are negative. */
export type Sums = ReadonlyMap<string, bigint>;

const expenseTypes = ['mileage', 'public_transport', 'toll', 'parking'] as const;

/** Makes up approvals with one to four lines and any number of øre. No other source id begins with `prefix`. */
export function createClaims(chance: Chance, prefix = 'CLM'): (organization: Organization, isUnfit?: boolean) => Claim {
  let made = 0;
  return (organization, isUnfit = false) => {
    made += 1;
    const sourceId = `${prefix}-${String(made).padStart(5, '0')}`;
    return approved({ organization, sourceId, revision: 1, ...contentFor(organization, isUnfit, chance) });
  };
}

/** The next revision of a claim: made up anew, and a voucher of its own; or the same, approved by somebody else. */
export function nextRevision(claim: Claim, how: 'changed' | 'same', chance: Chance): Claim {
  const { organization, sourceId, payee, lines, expenseDate, isUnfit } = claim;
  const next = { organization, sourceId, revision: claim.revision + 1 };
  if (how === 'changed') return approved({ ...next, ...contentFor(organization, false, chance) });
  return approved({ ...next, payee, lines, expenseDate, isUnfit, isSame: true });
}

type Content = Pick<Claim, 'payee' | 'lines' | 'expenseDate' | 'isUnfit' | 'isSame'>;

function contentFor({ costCenters }: Organization, isUnfit: boolean, chance: Chance): Content {
  const payee = chance.pick(['employee', 'volunteer'] as const);
  const lines = Array.from({ length: chance.between(1, 4) }, (): ClaimLine => {
    const expenseType = chance.pick(expenseTypes);
    const amountMinor = BigInt(chance.between(1, 500_000));
    return { expenseType, amountMinor, costCenter: isUnfit ? '777' : chance.pick(costCenters) };
  });
  const expenseDate = `${new Date().getUTCFullYear()}-01-${chance.between(10, 28)}`;
  return { payee, lines, expenseDate, isUnfit, isSame: false };
}

const approved = (claim: Omit<Claim, 'approval'>): Claim => ({ ...claim, approval: approvalOf(claim) });

function approvalOf({ sourceId, revision, payee, lines, expenseDate: day, isSame }: Omit<Claim, 'approval'>): object {
  return {
    kind: 'reimbursement',
    sourceId,
    revision,
    approvedAt: `${day}T09:30:00.000Z`,
    approvedBy: isSame ? 'vara@example.org' : 'leder@example.org',
    expenseDate: day,
    payee:
      payee === 'employee'
        ? { type: payee, id: 'E1187', name: 'Ola Nordmann' }
        : { type: payee, id: 'V2001', name: 'Liv Berg' },
    currency: 'NOK',
    lines: lines.map(({ expenseType, amountMinor, costCenter }, at) => {
      const amount = `${amountMinor / 100n}.${String(amountMinor % 100n).padStart(2, '0')}`;
      return { expenseType, amount, costCenter, text: `Line ${at + 1}` };
    }),
  };
}

/** What its voucher must be, by one of the mappings. */
export function meantSums({ lines, payee }: Claim, mapping: Mapping): Sums {
  const sums = new Map<string, bigint>();
  const add = (key: string, minor: bigint) => sums.set(key, (sums.get(key) ?? 0n) + minor);
  for (const { expenseType, amountMinor, costCenter } of lines) {
    add(`${mapping[expenseType]}/${costCenter}`, amountMinor);
    add(`${creditAccounts[payee]}/`, -amountMinor);
  }
  return sums;
}
