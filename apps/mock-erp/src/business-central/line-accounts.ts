import { type CompanyBooks, findAccount, listAccounts } from './company-books.ts';
import { badRequest, dialogError, fieldError, tableRelationError } from './errors.ts';
import { ACCOUNT_TYPES, type AccountType } from './journal-store.ts';
import { unescapeEnum } from './text-values.ts';

/** Reads an account type, plain or escaped. @source dynamics.md §6.2, 2026-11 */
export function readAccountType({ settings }: CompanyBooks, value: unknown): AccountType {
  const text = unescapeEnum(String(value));
  const known = ACCOUNT_TYPES.find((type) => type === text);
  if (known === undefined) {
    const options = ACCOUNT_TYPES.slice(0, 4).join(',');
    throw badRequest(`'${text}' is not an option. The existing options are: ${options}`, 'Unknown');
  }
  if (known === 'Employee' && settings.employeeLines === 'refused') {
    throw badRequest("'Employee' is not an option of this page.", 'Unknown');
  }
  return known;
}

/** Refuses an account that a line may not have. @source dynamics.md §6.2 and §9.2, 2026-11 */
export function checkAccount(books: CompanyBooks, type: AccountType, number: string, field = 'Account No.'): void {
  if (number === '') return;
  if (type === 'G/L Account') return checkLedgerAccount(books, number, field);
  if (type === 'Employee') return;
  const isVendor = type === 'Vendor' && books.seed.vendors.some((vendor) => vendor.number === number);
  if (!isVendor) throw tableRelationError(field, number, type);
}

/** The number of the ledger account with this id. @source dynamics.md §9.2, 2026-11 */
export function accountNumberById(books: CompanyBooks, type: AccountType, id: unknown): string {
  if (type !== 'G/L Account') throw dialogError('The account values do not match to a specific Account.');
  const account = listAccounts(books).find((candidate) => candidate.id === String(id).toLowerCase());
  if (account === undefined) throw dialogError('The "accountId" does not match to an Account.');
  return account.number;
}

function checkLedgerAccount(books: CompanyBooks, number: string, field: string): void {
  const account = findAccount(books, number);
  const isKnown = account !== undefined && account.accountType === 'Posting';
  if (!isKnown) throw tableRelationError(field, number, 'G/L Account');
  if (account.blocked) refuseBlocked(books, number, field);
  if (!account.directPosting) {
    throw fieldError(`Direct Posting must be equal to 'Yes' in G/L Account: No.=${number}. Current value is 'No'.`);
  }
}

function refuseBlocked({ settings }: CompanyBooks, number: string, field: string): void {
  if (settings.blockedAccountAtInsert === 'table-relation') throw tableRelationError(field, number, 'G/L Account');
  if (settings.blockedAccountAtInsert === 'field-validation') throw fieldError(blockedAccountText(number));
}

/** What is said of a blocked account on posting. @source dynamics.md §8.3, 2026-11 */
export function blockedAccountText(number: string): string {
  return `Blocked must be equal to 'No' in G/L Account: No.=${number}. Current value is 'Yes'.`;
}
