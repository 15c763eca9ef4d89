import { toMinor } from './amounts.ts';
import type { CompanyBooks } from './company-books.ts';
import { NO_DATE, NO_ID } from './entity.ts';
import { badRequest, dialogError, tableRelationError } from './errors.ts';
import type { Journal, JournalLine } from './journal-store.ts';
import { accountNumberById, checkAccount, readAccountType } from './line-accounts.ts';
import { asCode, fitting } from './text-values.ts';
import { taxCodeOfAccount } from './vat.ts';

/** A field as it was sent. */
export interface SentField {
  readonly name: string;
  readonly value: unknown;
  readonly journal: Journal;
}

type Setter = (books: CompanyBooks, line: JournalLine, value: unknown) => JournalLine;

/** What validating each field does to the line; setting a type clears the number beside it. @source dynamics.md §6.2, 2026-11 */
const SETTERS: Readonly<Record<string, Setter>> = {
  lineNumber: (_books, line, value) => ({ ...line, lineNumber: Number(value) }),
  accountType: (books, line, value) => ({ ...line, accountType: readAccountType(books, value), accountNumber: '' }),
  // By its id an account does not bring its VAT set-up along.
  accountId: (books, line, value) => {
    if (value === NO_ID) return { ...line, accountNumber: '' };
    return setAccount(books, line, accountNumberById(books, line.accountType, value));
  },
  accountNumber: (books, line, value) => withVatSetup(books, setAccount(books, line, asCode(String(value), 20))),
  postingDate: (_books, line, value) => ({ ...line, postingDate: String(value) === NO_DATE ? '' : String(value) }),
  documentNumber: (_books, line, value) => ({ ...line, documentNumber: asCode(String(value), 20) }),
  externalDocumentNumber: (_books, line, value) => ({ ...line, externalDocumentNumber: asCode(String(value), 35) }),
  amount: (_books, line, value) => ({ ...line, amountMinor: toMinor(value, 'amount') }),
  description: (_books, line, value) => ({ ...line, description: fitting(String(value), 100) }),
  comment: (_books, line, value) => ({ ...line, comment: fitting(String(value), 250) }),
  taxCode: (books, line, value) => ({ ...line, taxCode: knownTaxGroup(books, asCode(String(value), 20)) }),
  balanceAccountType: (books, line, value) => ({
    ...line,
    balanceAccountType: readAccountType(books, value),
    balancingAccountNumber: '',
  }),
  balancingAccountId: (books, line, value) => {
    if (value === NO_ID) return { ...line, balancingAccountNumber: '' };
    return setBalancing(books, line, accountNumberById(books, line.balanceAccountType, value));
  },
  balancingAccountNumber: (books, line, value) => setBalancing(books, line, asCode(String(value), 20)),
  lastModifiedDateTime: () => {
    throw badRequest("Control 'lastModifiedDateTime' is read-only.", 'BadRequest_InvalidOperation');
  },
};

/** The line after this field was validated. @throws {BusinessCentralError} when its value is refused. */
export function withLineField(
  books: CompanyBooks,
  line: JournalLine,
  { name, value, journal }: SentField,
): JournalLine {
  if (name === 'journalDisplayName') throw dialogError("The Journal Batch Display Name isn't editable.");
  if (name === 'journalId' && value !== journal.id) throw dialogError("The Journal Batch Id isn't editable.");
  return SETTERS[name]?.(books, line, value) ?? line;
}

function setAccount(books: CompanyBooks, line: JournalLine, accountNumber: string): JournalLine {
  checkAccount(books, line.accountType, accountNumber);
  return { ...line, accountNumber };
}

/** The line with its account's VAT set-up, where journals take it along. @source dynamics.md §8.4, 2026-11 */
function withVatSetup(books: CompanyBooks, line: JournalLine): JournalLine {
  if (!books.settings.copyVatSetup) return line;
  const isLedger = line.accountType === 'G/L Account';
  return { ...line, taxCode: (isLedger ? taxCodeOfAccount(books, line.accountNumber) : undefined) ?? '' };
}

function setBalancing(books: CompanyBooks, line: JournalLine, balancingAccountNumber: string): JournalLine {
  checkAccount(books, line.balanceAccountType, balancingAccountNumber, 'Bal. Account No.');
  return { ...line, balancingAccountNumber };
}

function knownTaxGroup({ seed, settings }: CompanyBooks, taxCode: string): string {
  if (settings.unknownTaxCodeAtInsert === 'accepted') return taxCode;
  if (taxCode === '' || seed.taxGroups.some(({ code }) => code === taxCode)) return taxCode;
  throw tableRelationError('VAT Prod. Posting Group', taxCode, 'VAT Product Posting Group');
}
