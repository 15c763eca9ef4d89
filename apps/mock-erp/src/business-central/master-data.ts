import { type CompanyBooks, listAccounts } from './company-books.ts';
import { type Entity, type EntitySet, entitySet, NO_ID, type WireValue } from './entity.ts';
import * as types from './entity-types.ts';
import { etagOf } from './etags.ts';
import { postingRange } from './posting-range.ts';

/** When master data was last changed; it never does. */
const CHANGED_AT = '2026-01-07T08:12:44.31Z';

/** The read-only sets of a company by name; `undefined` when it is none of them. @source dynamics.md §6.3, 2026-11 */
export function masterDataSet(books: CompanyBooks, name: string): EntitySet | undefined {
  switch (name) {
    case types.ACCOUNT.set:
      return entitySet(
        types.ACCOUNT,
        listAccounts(books)
          .map((account) => accountEntity(books, account.number))
          .flat(),
      );
    case types.DIMENSION.set:
      return entitySet(types.DIMENSION, books.seed.dimensions.map(dimensionEntity));
    case types.DIMENSION_VALUE.set:
      return entitySet(types.DIMENSION_VALUE, books.seed.dimensions.flatMap(dimensionValueEntities));
    case types.VENDOR.set:
      return entitySet(
        types.VENDOR,
        books.seed.vendors.map((vendor) => record({ ...vendor, currencyCode: '', balance: 0 })),
      );
    case types.TAX_GROUP.set:
      return entitySet(
        types.TAX_GROUP,
        books.seed.taxGroups.map((group) => record({ ...group, taxType: 'VAT' })),
      );
    case types.CURRENCY.set:
      return entitySet(types.CURRENCY, [record(CURRENCY_VALUES)]);
    default:
      return setUpSet(books, name);
  }
}

/** The ledger account with this number, as a list of one or none. */
export function accountEntity(books: CompanyBooks, number: string): Entity[] {
  return listAccounts(books)
    .filter((account) => account.number === number)
    .map((account) => {
      const movements = books.entries.list(books.company.id).filter((entry) => entry.accountNumber === number);
      const netMinor = movements.reduce((sum, entry) => sum + entry.amountMinor, 0);
      return record({ ...NO_CONSOLIDATION, ...account, subCategory: '', netChange: netMinor / 100 });
    });
}

const NO_CONSOLIDATION = {
  consolidationTranslationMethod: 'Average Rate (Manual)',
  consolidationDebitAccount: '',
  consolidationCreditAccount: '',
  excludeFromConsolidation: false,
};
const CURRENCY_VALUES = {
  id: 'c0440001-0000-4000-8000-000000000001',
  code: 'EUR',
  displayName: 'Euro',
  symbol: '€',
  amountDecimalPlaces: '2:2',
  amountRoundingPrecision: 0.01,
};

function dimensionEntity(dimension: CompanyBooks['seed']['dimensions'][number]): Entity {
  const { id, code, displayName } = dimension;
  return {
    ...record({ id, code, displayName, consolidationCode: '' }),
    related: () => entitySet(types.DIMENSION_VALUE, dimensionValueEntities(dimension)),
  };
}

/** Whether a value is blocked does not show. @source dynamics.md §6.3, 2026-11 */
function dimensionValueEntities(dimension: CompanyBooks['seed']['dimensions'][number]): Entity[] {
  return dimension.values.map(({ id, code, displayName }) =>
    record({ id, code, dimensionId: dimension.id, displayName, consolidationCode: '' }),
  );
}

function setUpSet(books: CompanyBooks, name: string): EntitySet | undefined {
  const { seed, company } = books;
  const { from, to } = postingRange(books);
  const [first, second] = seed.dimensions;
  if (name === types.GENERAL_LEDGER_SETUP.set) {
    const setup = {
      id: company.id,
      allowPostingFrom: from,
      allowPostingTo: to,
      localCurrencyCode: seed.localCurrencyCode,
      shortcutDimension1Code: first?.code ?? '',
      shortcutDimension2Code: second?.code ?? '',
    };
    return entitySet(types.GENERAL_LEDGER_SETUP, [record(setup)]);
  }
  if (name === types.COMPANY_INFORMATION.set) {
    const { id, displayName } = company;
    const currentFiscalYearStartDate = `${books.clock.now().getUTCFullYear()}-01-01`;
    const information = { id, displayName, currencyCode: seed.localCurrencyCode, currentFiscalYearStartDate };
    return entitySet(types.COMPANY_INFORMATION, [record(information)]);
  }
  return name === types.ACCOUNTING_PERIOD.set ? entitySet(types.ACCOUNTING_PERIOD, periods(books, from)) : undefined;
}

/** The months of last year and this one; those before the first posting date are closed. */
function periods({ clock }: CompanyBooks, openFrom: string): Entity[] {
  const year = clock.now().getUTCFullYear();
  return [year - 1, year].flatMap((each) =>
    Array.from({ length: 12 }, (_, index) => {
      const startingDate = `${each}-${String(index + 1).padStart(2, '0')}-01`;
      const isClosed = startingDate.slice(0, 7) < openFrom.slice(0, 7);
      return record({
        id: `ac9e0001-0000-4000-8000-${startingDate.replaceAll('-', '').padStart(12, '0')}`,
        startingDate,
        name: startingDate.slice(0, 7),
        newFiscalYear: index === 0,
        closed: isClosed,
        dateLocked: isClosed,
      });
    }),
  );
}

/** The companies of the environment. @source dynamics.md §2, 2026-11 */
export function companySet(companies: readonly CompanyBooks['company'][]): EntitySet {
  const system = { systemVersion: '28.0.0.0', timestamp: 20_734, businessProfileId: '' };
  const people = { systemCreatedBy: NO_ID, systemModifiedBy: NO_ID };
  const times = { systemCreatedAt: CHANGED_AT, systemModifiedAt: CHANGED_AT };
  return entitySet(
    types.COMPANY,
    companies.map((company) => record({ ...company, ...system, ...people, ...times })),
  );
}

function record(values: Readonly<Record<string, WireValue>> & { readonly id: string }): Entity {
  return { id: values.id, etag: etagOf(0), values: { lastModifiedDateTime: CHANGED_AT, ...values } };
}
