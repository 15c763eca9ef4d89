import { SEED_ACCOUNTS } from './seed-accounts.ts';
import { BUSINESS_CENTRAL_SEED } from './seed-business-central.ts';

/** A main account; its chart of accounts serves all companies. */
export interface FinanceMainAccount {
  readonly id: string;
  readonly name: string;
  readonly type: 'Asset' | 'Liability' | 'Expense' | 'Total';
  readonly isSuspended: boolean;
  readonly allowsManualEntry: boolean;
}

/** A financial dimension with its values. */
export interface FinanceDimension {
  readonly name: string;
  readonly values: readonly { readonly code: string; readonly description: string; readonly isSuspended: boolean }[];
}

/** A journal name; with `allocatesAtPosting` posting puts its own voucher numbers in place of those sent. */
export interface FinanceJournalName {
  readonly name: string;
  readonly allocatesAtPosting: boolean;
}

const TYPES = { asset: 'Asset', liability: 'Liability', expense: 'Expense' } as const;
const mainAccount = (
  id: string,
  name: string,
  type: FinanceMainAccount['type'],
  more: Partial<FinanceMainAccount> = {},
): FinanceMainAccount => ({ id, name, type, isSuspended: false, allowsManualEntry: true, ...more });
const value = (code: string, description: string, isSuspended = false) => ({ code, description, isSuspended });

/** Everything Finance & Operations knows at the start. Names and numbers are invented. */
export const FINANCE_SEED = {
  /** What a token must be for; the sandbox's own address does too. In lower case, without a slash at its end. */
  resource: 'https://hlf.operations.dynamics.com',
  /** The apps that are registered, and the user whose roles and default company each has. */
  users: [{ clientId: BUSINESS_CENTRAL_SEED.bilagApp.clientId, userId: 'BILAG' }],
  /** Legal entities; the first is nobody's books, but the default company of new users. */
  companies: ['dat', 'hlf', 'butk'],
  chartOfAccounts: 'NS4102',
  currency: 'NOK',
  mainAccounts: [
    mainAccount('7000', 'Reise og transport', 'Total', { allowsManualEntry: false }),
    mainAccount('2780', 'Mva oppgjørskonto', 'Liability', { allowsManualEntry: false }),
    ...SEED_ACCOUNTS.map(({ number, name, kind, blocked }) =>
      mainAccount(number, name, TYPES[kind], { isSuspended: blocked === true }),
    ),
  ].toSorted((a, b) => a.id.localeCompare(b.id)) as readonly FinanceMainAccount[],
  /** In the order they stand in display values, after the main account. */
  dimensions: [
    {
      name: 'Kostnadssted',
      values: [value('100', 'Administrasjon'), value('110', 'Hørselsomsorg'), value('199', 'Nedlagt', true)],
    },
    { name: 'Prosjekt', values: [value('P10', 'Tilhørighet'), value('P20', 'Briskeby')] },
  ] as readonly FinanceDimension[],
  /** Between the parts of a display value. */
  delimiter: '-',
  journalNames: [
    { name: 'GenJrn', allocatesAtPosting: false },
    { name: 'Utlegg', allocatesAtPosting: true },
  ] as readonly FinanceJournalName[],
  vendors: BUSINESS_CENTRAL_SEED.vendors.map(({ number, blocked }) => ({ number, isBlocked: blocked !== '' })),
  /** Where postings on vendors show in the ledger. */
  payablesAccount: '2400',
} as const;
