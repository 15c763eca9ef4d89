import { SEED_ACCOUNTS } from './seed-accounts.ts';

/** An entity (organization) in Xledger; tokens and master data belong to one. */
export interface XledgerEntity {
  readonly ownerDbId: number;
  readonly code: string;
  readonly description: string;
  readonly companyDbId: number;
  readonly companyNumber: string;
  /** What each GL object slot means here; tenant set-up, so it differs between entities. */
  readonly slots: readonly {
    readonly slot: 1 | 2 | 3 | 4 | 5;
    readonly kindDbId: number;
    readonly description: string;
  }[];
}

/** Fields that all Xledger master data has. */
export interface XledgerRecord {
  readonly dbId: number;
  readonly ownerDbId: number;
  readonly code: string;
  readonly description: string;
}

export interface XledgerAccount extends XledgerRecord {
  readonly posting: boolean;
  readonly balanceSheet: boolean;
}

/** A value of an object kind: a cost center, a tax rule, a project seen as an object. Dates are `YYYY-MM-DD`. */
export interface XledgerObjectValue extends XledgerRecord {
  readonly kindDbId: number;
  readonly posting: boolean;
  readonly dateFrom?: string;
  readonly dateTo?: string;
  /** VAT class, for tax rules only. */
  readonly vatClass?: string;
}

export interface XledgerProject extends XledgerRecord {
  readonly allowPosting: boolean;
  readonly fromDate: string;
  readonly toDate?: string;
}

export interface XledgerSubledger extends XledgerRecord {
  readonly ledgerType: 'EMPLOYEE' | 'SUPPLIER';
  readonly companyNumber?: string;
}

/** An API token with what it may do. */
export interface XledgerToken {
  readonly token: string;
  readonly ownerDbId: number;
  readonly mayWriteGeneralLedger: boolean;
  readonly revoked: boolean;
}

/** Norges Blindeforbund, the entity of the demo. */
export const XLEDGER_OWNER_DB_ID = 31_000_001;
/** Another organization, whose charts and slots differ. */
export const XLEDGER_OTHER_OWNER_DB_ID = 31_000_002;

/** Object kinds; 4 and 14 are the same everywhere, 31 is invented. @source xledger.md §4, 2026-11 */
export const XLEDGER_KINDS = { project: 4, taxRule: 14, costCenter: 31 } as const;

const nbf = XLEDGER_OWNER_DB_ID;
const other = XLEDGER_OTHER_OWNER_DB_ID;
const value = (
  dbId: number,
  kindDbId: number,
  code: string,
  description: string,
  more: Partial<XledgerObjectValue> = {},
) => ({
  dbId,
  ownerDbId: nbf,
  code,
  description,
  kindDbId,
  posting: true,
  ...more,
});
const { costCenter, taxRule } = XLEDGER_KINDS;

/** Everything Xledger knows at the start. Names, numbers and tokens are invented. */
export const XLEDGER_SEED = {
  entities: [
    {
      ownerDbId: nbf,
      code: 'NBF',
      description: 'Norges Blindeforbund',
      companyDbId: 41_000_001,
      companyNumber: '970123456',
      slots: [
        { slot: 1, kindDbId: XLEDGER_KINDS.project, description: 'Prosjekt' },
        { slot: 2, kindDbId: costCenter, description: 'Kostnadssted' },
      ],
    },
    {
      ownerDbId: other,
      code: 'ANNEN',
      description: 'En Annen Organisasjon',
      companyDbId: 41_000_002,
      companyNumber: '970654321',
      slots: [{ slot: 1, kindDbId: costCenter, description: 'Avdeling' }],
    },
  ] satisfies XledgerEntity[] as readonly XledgerEntity[],
  accounts: [
    ...SEED_ACCOUNTS.map((account) => ({
      dbId: 9_000_000 + Number(account.number),
      ownerDbId: nbf,
      code: account.number,
      description: account.name,
      posting: account.blocked !== true,
      balanceSheet: account.kind !== 'expense',
    })),
    {
      dbId: 9_101_500,
      ownerDbId: other,
      code: '1500',
      description: 'Kundefordringer',
      posting: true,
      balanceSheet: true,
    },
    {
      dbId: 9_106_800,
      ownerDbId: other,
      code: '6800',
      description: 'Kontorrekvisita',
      posting: true,
      balanceSheet: false,
    },
  ] satisfies XledgerAccount[] as readonly XledgerAccount[],
  objectValues: [
    value(51_310, costCenter, '310', 'Administrasjon'),
    value(51_320, costCenter, '320', 'Rehabilitering'),
    value(51_330, costCenter, '330', 'Lokallag'),
    value(51_399, costCenter, '399', 'Nedlagt avdeling', { dateFrom: '2018-01-01', dateTo: '2024-12-31' }),
    value(52_000, taxRule, '0', 'Ingen mva', { vatClass: 'ZERO_LEVEL' }),
    value(52_001, taxRule, '1', 'Inngående mva 25 %', { vatClass: 'HIGH_LEVEL' }),
    value(52_011, taxRule, '11', 'Inngående mva 15 %', { vatClass: 'MID_LEVEL' }),
    value(52_012, taxRule, '12', 'Inngående mva 12 %', { vatClass: 'LOW_LEVEL' }),
    { ...value(53_001, costCenter, 'A1', 'Avdeling A1'), ownerDbId: other },
  ] satisfies XledgerObjectValue[] as readonly XledgerObjectValue[],
  projects: [
    {
      dbId: 64_402,
      ownerDbId: nbf,
      code: '4402',
      description: 'Førerhundskolen',
      allowPosting: true,
      fromDate: '2020-01-01',
    },
    {
      dbId: 64_403,
      ownerDbId: nbf,
      code: '4403',
      description: 'Likepersonarbeid',
      allowPosting: true,
      fromDate: '2022-01-01',
    },
    {
      dbId: 64_499,
      ownerDbId: nbf,
      code: '4499',
      description: 'Avsluttet prosjekt',
      allowPosting: false,
      fromDate: '2019-01-01',
      toDate: '2023-12-31',
    },
  ] satisfies XledgerProject[] as readonly XledgerProject[],
  subledgers: [
    { dbId: 71_187, ownerDbId: nbf, code: 'E1187', description: 'Ansatt 1187', ledgerType: 'EMPLOYEE' },
    { dbId: 71_188, ownerDbId: nbf, code: 'E1188', description: 'Ansatt 1188', ledgerType: 'EMPLOYEE' },
    { dbId: 72_001, ownerDbId: nbf, code: 'V2001', description: 'Frivillig 2001', ledgerType: 'SUPPLIER' },
    { dbId: 72_002, ownerDbId: nbf, code: 'V2002', description: 'Frivillig 2002', ledgerType: 'SUPPLIER' },
  ] satisfies XledgerSubledger[] as readonly XledgerSubledger[],
  transactionSources: [
    { dbId: 8_001, code: 'GL', description: 'General Ledger' },
    { dbId: 8_002, code: 'AR', description: 'Accounts Receivable' },
    { dbId: 8_003, code: 'OS', description: 'Opening Balance' },
  ],
  currencies: [
    { dbId: 7_001, code: 'NOK', description: 'Norske kroner' },
    { dbId: 7_002, code: 'EUR', description: 'Euro' },
  ],
  /** The last closed day: all of 2025 and before. `YYYY-MM-DD` */
  closedTo: '2025-12-31',
} as const;

const token = (name: string) => Buffer.from(`mock xledger ${name} token`, 'utf8').toString('base64url');

/** The API tokens: base64url text that decodes and encodes to itself. @source xledger.md §2, 2026-11 */
export const XLEDGER_TOKENS = {
  full: { token: token('full-access'), ownerDbId: nbf, mayWriteGeneralLedger: true, revoked: false },
  readOnly: { token: token('read-only'), ownerDbId: nbf, mayWriteGeneralLedger: false, revoked: false },
  revoked: { token: token('revoked'), ownerDbId: nbf, mayWriteGeneralLedger: true, revoked: true },
  otherEntity: { token: token('other-entity'), ownerDbId: other, mayWriteGeneralLedger: true, revoked: false },
} as const satisfies Record<string, XledgerToken>;
