import type { Chance } from './chance.ts';
import { creditAccounts, type Mapping, type Organization } from './organizations.ts';

/** An approval, and what the proof knows of it without asking the service. */
export interface Claim {
  readonly organization: Organization;
  readonly sourceId: string;
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
    const payee = chance.pick(['employee', 'volunteer'] as const);
    const lines = Array.from({ length: chance.between(1, 4) }, (): ClaimLine => {
      const expenseType = chance.pick(expenseTypes);
      const amountMinor = BigInt(chance.between(1, 500_000));
      return { expenseType, amountMinor, costCenter: isUnfit ? '777' : chance.pick(organization.costCenters) };
    });
    const expenseDate = `${new Date().getUTCFullYear()}-01-${chance.between(10, 28)}`;
    const approval = approvalOf(sourceId, payee, lines, expenseDate);
    return { organization, sourceId, payee, lines, expenseDate, isUnfit, approval };
  };
}

function approvalOf(sourceId: string, payee: Claim['payee'], lines: readonly ClaimLine[], day: string): object {
  return {
    kind: 'reimbursement',
    sourceId,
    revision: 1,
    approvedAt: `${day}T09:30:00.000Z`,
    approvedBy: 'leder@example.org',
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
