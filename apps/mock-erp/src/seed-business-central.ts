import { SEED_ACCOUNTS } from './seed-accounts.ts';

/** An app registration in Microsoft Entra. */
export interface EntraApp {
  readonly displayName: string;
  readonly clientId: string;
  readonly secret: string;
  readonly expiredSecret: string;
  /** The service principal's object id (`oid` in tokens). */
  readonly objectId: string;
  /** Application permissions (`roles` in tokens). */
  readonly roles: readonly string[];
  /** Registered and enabled inside Business Central. */
  readonly registeredInBusinessCentral: boolean;
}

export interface BusinessCentralCompany {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
}

/** `accountType` and `category` in API v2.0's words. */
export interface BusinessCentralAccount {
  readonly id: string;
  readonly number: string;
  readonly displayName: string;
  readonly category: 'Assets' | 'Liabilities' | 'Expense';
  readonly accountType: 'Posting' | 'Heading';
  readonly blocked: boolean;
  readonly directPosting: boolean;
}

export interface BusinessCentralDimensionValue {
  readonly id: string;
  readonly code: string;
  readonly displayName: string;
  /** Not shown by the API; found out on posting. */
  readonly blocked: boolean;
}

export interface BusinessCentralDimension {
  readonly id: string;
  readonly code: string;
  readonly displayName: string;
  readonly values: readonly BusinessCentralDimensionValue[];
}

export interface BusinessCentralVendor {
  readonly id: string;
  readonly number: string;
  readonly displayName: string;
  readonly blocked: '' | 'Payment' | 'All';
}

/** A default dimension value on a ledger account; every new line on it gets the value. */
export interface BusinessCentralDefaultDimension {
  readonly accountNumber: string;
  readonly dimensionCode: string;
  readonly valueCode: string;
}

const guid = (group: string, number: number | string) => `${group}-0000-4000-8000-${String(number).padStart(12, '0')}`;
const dimensionValue = (code: string, displayName: string, number: number, blocked = false) => ({
  id: guid('d1300002', number),
  code,
  displayName,
  blocked,
});
const CATEGORIES = { asset: 'Assets', liability: 'Liabilities', expense: 'Expense' } as const;
const account = (
  number: string,
  displayName: string,
  more: Partial<BusinessCentralAccount> = {},
): BusinessCentralAccount => ({
  id: guid('acc00001', number),
  number,
  displayName,
  category: 'Expense',
  accountType: 'Posting',
  blocked: false,
  directPosting: true,
  ...more,
});

const bilagApp: EntraApp = {
  displayName: 'Bilag',
  clientId: guid('c11e0001', 1),
  secret: 'mock~Entra.Secret-of-the-Bilag-app',
  expiredSecret: 'mock~Entra.Secret-that-has-expired',
  objectId: guid('0b1ec001', 1),
  roles: ['API.ReadWrite.All'],
  registeredInBusinessCentral: true,
};
const appWithoutPermission: EntraApp = {
  ...bilagApp,
  displayName: 'App without permission',
  clientId: guid('c11e0001', 2),
  objectId: guid('0b1ec001', 2),
  roles: [],
};
const unregisteredApp: EntraApp = {
  ...bilagApp,
  displayName: 'App unknown to Business Central',
  clientId: guid('c11e0001', 3),
  objectId: guid('0b1ec001', 3),
  registeredInBusinessCentral: false,
};

/** Everything Entra and Business Central know at the start. Names, ids and secrets are invented. */
export const BUSINESS_CENTRAL_SEED = {
  tenantId: guid('7e4a0001', 1),
  /** The tenant's domain name, accepted in its place in addresses. */
  tenantDomain: 'hlf.example',
  environment: 'Production',
  apps: [bilagApp, appWithoutPermission, unregisteredApp] as readonly EntraApp[],
  bilagApp,
  appWithoutPermission,
  unregisteredApp,
  company: { id: guid('c0400001', 1), name: 'HLF', displayName: 'Hørselshemmedes Landsforbund' },
  otherCompany: { id: guid('c0400001', 2), name: 'HLF Butikk', displayName: 'HLF Butikk AS' },
  accounts: [
    account('7000', 'Reise og transport', { accountType: 'Heading', directPosting: false }),
    account('2780', 'Mva oppgjørskonto', { category: 'Liabilities', directPosting: false }),
    ...SEED_ACCOUNTS.map((it) =>
      account(it.number, it.name, { category: CATEGORIES[it.kind], blocked: it.blocked === true }),
    ),
  ].toSorted((a, b) => a.number.localeCompare(b.number)) as readonly BusinessCentralAccount[],
  dimensions: [
    {
      id: guid('d1300001', 1),
      code: 'KOSTNADSSTED',
      displayName: 'Kostnadssted',
      values: [
        dimensionValue('100', 'Administrasjon', 100),
        dimensionValue('110', 'Hørselsomsorg', 110),
        dimensionValue('120', 'Lokallag', 120),
        dimensionValue('199', 'Nedlagt', 199, true),
      ],
    },
    {
      id: guid('d1300001', 2),
      code: 'PROSJEKT',
      displayName: 'Prosjekt',
      values: [dimensionValue('P10', 'Tilhørighet', 10), dimensionValue('P20', 'Briskeby', 20)],
    },
  ] as readonly BusinessCentralDimension[],
  defaultDimensions: [
    { accountNumber: '7130', dimensionCode: 'KOSTNADSSTED', valueCode: '100' },
  ] as readonly BusinessCentralDefaultDimension[],
  vendors: [
    { id: guid('7e4d0001', 2001), number: 'V2001', displayName: 'Frivillig 2001', blocked: '' },
    { id: guid('7e4d0001', 2002), number: 'V2002', displayName: 'Frivillig 2002', blocked: '' },
    { id: guid('7e4d0001', 2099), number: 'V2099', displayName: 'Sperret leverandør', blocked: 'All' },
  ] as readonly BusinessCentralVendor[],
  /** Where postings on vendors show in the general ledger. */
  payablesAccount: '2400',
  /** Where VAT goes that posting splits out. */
  vatAccount: '2780',
  taxGroups: [
    { id: guid('7a000001', 1), code: 'UTEN', displayName: 'Uten mva' },
    { id: guid('7a000001', 2), code: 'HOY', displayName: 'Høy sats' },
  ],
  localCurrencyCode: 'NOK',
} as const;

/**
 * The dates Business Central accepts for posting, both `YYYY-MM-DD` and inclusive.
 * The current year; until the end of March also the year before.
 */
export function allowedPostingDates(now: Date): { from: string; to: string } {
  const year = now.getUTCFullYear();
  const isSpring = now.getUTCMonth() < 3;
  return { from: `${isSpring ? year - 1 : year}-01-01`, to: `${year}-12-31` };
}
