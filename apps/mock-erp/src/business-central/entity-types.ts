import type { EntityType, Field } from './entity.ts';

const guid: Field = { kind: 'guid' };
const date: Field = { kind: 'date' };
const instant: Field = { kind: 'instant' };
const decimal: Field = { kind: 'decimal' };
const integer: Field = { kind: 'integer' };
const boolean: Field = { kind: 'boolean' };
const choice: Field = { kind: 'enum' };
const code = (length: number): Field => ({ kind: 'code', length });
const text = (length: number): Field => ({ kind: 'text', length });

const type = (
  name: string,
  set: string,
  fields: Readonly<Record<string, Field>>,
  navigations: readonly string[] = [],
): EntityType => ({ name, set, fields, navigations });

/** @source dynamics.md §2, 2026-11 */
export const COMPANY = type('company', 'companies', {
  id: guid,
  systemVersion: text(250),
  timestamp: integer,
  name: text(30),
  displayName: text(250),
  businessProfileId: text(250),
  systemCreatedAt: instant,
  systemCreatedBy: guid,
  systemModifiedAt: instant,
  systemModifiedBy: guid,
});

/** @source dynamics.md §6.3, 2026-11 */
export const ACCOUNT = type('account', 'accounts', {
  id: guid,
  number: code(20),
  displayName: text(100),
  category: choice,
  subCategory: text(80),
  blocked: boolean,
  accountType: choice,
  directPosting: boolean,
  netChange: decimal,
  consolidationTranslationMethod: choice,
  consolidationDebitAccount: code(20),
  consolidationCreditAccount: code(20),
  excludeFromConsolidation: boolean,
  lastModifiedDateTime: instant,
});

/** @source dynamics.md §6.3, 2026-11 */
export const DIMENSION = type(
  'dimension',
  'dimensions',
  { id: guid, code: code(20), displayName: text(30), consolidationCode: code(20), lastModifiedDateTime: instant },
  ['dimensionValues'],
);

/** @source dynamics.md §6.3, 2026-11 */
export const DIMENSION_VALUE = type('dimensionValue', 'dimensionValues', {
  id: guid,
  code: code(20),
  dimensionId: guid,
  displayName: text(50),
  consolidationCode: code(20),
  lastModifiedDateTime: instant,
});

/** @source dynamics.md §6.4, 2026-11; fields about people and payment are left out. */
export const VENDOR = type('vendor', 'vendors', {
  id: guid,
  number: code(20),
  displayName: text(100),
  currencyCode: code(10),
  blocked: choice,
  balance: decimal,
  lastModifiedDateTime: instant,
});

/** @source dynamics.md §6.3, 2026-11 */
export const CURRENCY = type('currency', 'currencies', {
  id: guid,
  code: code(10),
  displayName: text(30),
  symbol: text(10),
  amountDecimalPlaces: text(5),
  amountRoundingPrecision: decimal,
  lastModifiedDateTime: instant,
});

/** @source dynamics.md §6.3, 2026-11 */
export const TAX_GROUP = type('taxGroup', 'taxGroups', {
  id: guid,
  code: code(20),
  displayName: text(100),
  taxType: choice,
  lastModifiedDateTime: instant,
});

/** @source dynamics.md §6.3, 2026-11 */
export const GENERAL_LEDGER_SETUP = type('generalLedgerSetup', 'generalLedgerSetup', {
  id: guid,
  allowPostingFrom: date,
  allowPostingTo: date,
  localCurrencyCode: code(10),
  shortcutDimension1Code: code(20),
  shortcutDimension2Code: code(20),
  lastModifiedDateTime: instant,
});

/** @source dynamics.md §6.3, 2026-11 */
export const COMPANY_INFORMATION = type('companyInformation', 'companyInformation', {
  id: guid,
  displayName: text(100),
  currencyCode: code(10),
  currentFiscalYearStartDate: date,
  lastModifiedDateTime: instant,
});

/** @source dynamics.md §6.3, 2026-11 */
export const ACCOUNTING_PERIOD = type('accountingPeriod', 'accountingPeriods', {
  id: guid,
  startingDate: date,
  name: text(10),
  newFiscalYear: boolean,
  closed: boolean,
  dateLocked: boolean,
  lastModifiedDateTime: instant,
});

/** @source dynamics.md §6.1, 2026-11 */
export const JOURNAL = type(
  'journal',
  'journals',
  {
    id: guid,
    code: code(10),
    displayName: text(100),
    templateDisplayName: code(10),
    lastModifiedDateTime: instant,
    balancingAccountId: guid,
    balancingAccountNumber: code(20),
  },
  ['journalLines'],
);

/** @source dynamics.md §6.2, 2026-11 */
export const JOURNAL_LINE = type(
  'journalLine',
  'journalLines',
  {
    id: guid,
    journalId: guid,
    journalDisplayName: code(10),
    lineNumber: integer,
    accountType: choice,
    accountId: guid,
    accountNumber: code(20),
    postingDate: date,
    documentNumber: code(20),
    externalDocumentNumber: code(35),
    amount: decimal,
    description: text(100),
    comment: text(250),
    taxCode: code(20),
    balanceAccountType: choice,
    balancingAccountId: guid,
    balancingAccountNumber: code(20),
    lastModifiedDateTime: instant,
  },
  ['journal', 'account', 'attachments', 'dimensionSetLines'],
);

/** @source dynamics.md §6.6, 2026-11 */
export const DIMENSION_SET_LINE = type('dimensionSetLine', 'dimensionSetLines', {
  id: guid,
  code: code(20),
  consolidationCode: code(20),
  parentId: guid,
  parentType: choice,
  displayName: text(30),
  valueId: guid,
  valueCode: code(20),
  valueConsolidationCode: code(20),
  valueDisplayName: text(50),
});

/** The content is a stream of its own. @source dynamics.md §12, 2026-11 */
export const ATTACHMENT = type('attachment', 'attachments', {
  id: guid,
  parentId: guid,
  fileName: text(250),
  byteSize: integer,
  lastModifiedDateTime: instant,
  parentType: choice,
});

/** @source dynamics.md §6.5, 2026-11 */
export const GENERAL_LEDGER_ENTRY = type(
  'generalLedgerEntry',
  'generalLedgerEntries',
  {
    id: guid,
    entryNumber: integer,
    postingDate: date,
    documentNumber: code(20),
    documentType: choice,
    accountId: guid,
    accountNumber: code(20),
    description: text(100),
    debitAmount: decimal,
    creditAmount: decimal,
    additionalCurrencyDebitAmount: decimal,
    additionalCurrencyCreditAmount: decimal,
    lastModifiedDateTime: instant,
  },
  ['account', 'attachments', 'dimensionSetLines'],
);

/** The query of `api/microsoft/reportsFinance/beta`; `reveresd` is spelled so. @source dynamics.md §6.5, 2026-11 */
export const REPORTED_ENTRY = type('generalLedgerEntry', 'generalLedgerEntries', {
  id: guid,
  entryNumber: integer,
  postingDate: date,
  documentNumber: code(20),
  documentType: choice,
  externalDocumentNumber: code(35),
  accountNumber: code(20),
  description: text(100),
  amount: decimal,
  debitAmount: decimal,
  creditAmount: decimal,
  vatAmount: decimal,
  sourceCode: code(10),
  sourceType: choice,
  sourceNumber: code(20),
  dimensionSetID: integer,
  globalDimension1Code: code(20),
  globalDimension2Code: code(20),
  reveresd: boolean,
  lastModifiedDateTime: instant,
});
