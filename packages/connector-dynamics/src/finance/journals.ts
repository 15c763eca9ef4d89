import { type DateRange, SyncError, sha256Base32, type VoucherReference } from '@bilag/core';
import { isRow, type Row, textField } from '../exact-json.ts';
import type { FinanceClient, FinanceWrite } from './finance-client.ts';
import { refusalOf } from './finance-errors.ts';
import type { FinanceSettings } from './finance-settings.ts';
import { type DescribedState, describe, describedStates, readDescription } from './journal-description.ts';
import { type LineHead, type LineRow, lineFields, optionalText, readJournalLine } from './journal-line.ts';
import { companyPaths, equals, journalPath, linePath, listPath } from './paths.ts';

/** A journal in Finance & Operations. */
export interface Journal {
  readonly number: string;
  /** Which batch it was made for; absent for a journal that we did not make. */
  readonly key: string | undefined;
  /**
   * - `being written`: ours to fill and to remove.
   * - `ready`: ours once; people's now, to change and to post.
   * - `set aside`: whole, but not as it was sent. People decide; it is never handed over.
   * - `foreign`: not made by us, or renamed by somebody.
   */
  readonly state: DescribedState | 'foreign';
  readonly isPosted: boolean;
  readonly etag: string | undefined;
}

/** The journals of one company. */
export interface Journals {
  /** Those of these batches, and those with these numbers. @throws {SyncError} retryable or permanent. */
  find(wanted: WantedJournals, signal: AbortSignal): Promise<readonly Journal[]>;
  /** @throws {SyncError} ambiguous when it may exist now; empty in any case. A further one of the same batch carries no integration key, which may be unique. */
  create(key: string, { isFirst }: { readonly isFirst: boolean }, signal: AbortSignal): Promise<Journal>;
  /** All lines of a journal, those that cannot be read among them. @throws {SyncError} retryable, permanent or unreadable. */
  readLines(journal: Journal, signal: AbortSignal): Promise<readonly LineRow[]>;
  /** All lines in the company that carry one of these references. @throws {SyncError} as `readLines`. */
  findLines(references: readonly VoucherReference[], signal: AbortSignal): Promise<readonly LineRow[]>;
  /** All lines in the company that carry this voucher number. @throws {SyncError} as `readLines`. */
  findVoucher(voucherNumber: string, signal: AbortSignal): Promise<readonly LineRow[]>;
  /** All lines in the company with a date in the range, or at least those whose document number has the form of our references. @throws {SyncError} */
  listLines(range: DateRange, signal: AbortSignal): Promise<readonly LineRow[]>;
  /** Leaves the journal to people. @throws {SyncError} ambiguous when that may have happened. */
  handOver(journal: Journal, signal: AbortSignal): Promise<void>;
  /** Tells people to look at it first. @throws {SyncError} as `handOver`. */
  setAside(journal: Journal, signal: AbortSignal): Promise<void>;
  /** Tells people again not to post it, unless it has changed since it was read. @throws {SyncError} as `handOver`. */
  takeBack(journal: Journal, signal: AbortSignal): Promise<Journal>;
  /** Tries to delete lines, all or none, and none that has changed since it was read. Whether it worked is for a reading to say. */
  removeLines(lines: readonly LineHead[], signal: AbortSignal): Promise<void>;
  /** Tries to delete a journal that is still ours and has no lines. One that stays does no harm: it is empty. */
  removeEmpty(journal: Journal, signal: AbortSignal): Promise<void>;
}

/** By the keys of their batches, or by their numbers. */
export interface WantedJournals {
  readonly keys?: readonly string[];
  readonly numbers?: readonly string[];
}

/** Sixty bits of the batch key's hash, the same for the same batch. */
export function journalKey(batchKey: string): Promise<string> {
  return sha256Base32(batchKey, 12);
}

const headerFields = ['dataAreaId', 'JournalBatchNumber', 'Description', 'IsPosted'] as const;

/** Opens the journals of the settings' company. */
export function createJournals(client: FinanceClient, settings: FinanceSettings): Journals {
  const { company } = settings;
  // Not every version has this field; the first search finds out.
  let hasIntegrationKey: boolean | undefined;

  const isOurCompany = (row: Row) => textField(row, 'dataAreaId').toLowerCase() === company;
  const search = async ({ keys = [], numbers = [] }: WantedJournals, withKey: boolean, signal: AbortSignal) => {
    const anyOf = [
      ...keys.flatMap((key) => [
        ...describedStates.map((state) => equals('Description', describe(key, state))),
        ...(withKey ? [equals('IntegrationKey', describe(key, 'ready'))] : []),
      ]),
      ...numbers.map((number) => equals('JournalBatchNumber', number)),
    ];
    const select = withKey ? [...headerFields, 'IntegrationKey'] : headerFields;
    const paths = companyPaths({ set: 'LedgerJournalHeaders', company, anyOf, select });
    const rows = await client.readLists(paths, 'look for journals', signal);
    const journals = rows.filter(isOurCompany).map(journalOf);
    return [...new Map(journals.map((it) => [it.number, it])).values()];
  };
  const readLineRows = async (paths: readonly string[], attempt: string, signal: AbortSignal) => {
    const rows = await client.readLists(paths, attempt, signal);
    return rows.filter(isOurCompany).map((row) => readJournalLine(row, settings));
  };
  const readLines = async (number: string, signal: AbortSignal) => {
    const filter = `${equals('dataAreaId', company)} and ${equals('JournalBatchNumber', number)}`;
    const paths = [listPath('LedgerJournalLines', filter, lineFields)];
    const rows = await readLineRows(paths, 'read the journal lines', signal);
    return rows.filter(({ journalNumber }) => journalNumber === number);
  };
  const rename = async (journal: Journal, state: DescribedState, attempt: string, signal: AbortSignal) => {
    const { number, key = '', etag } = journal;
    const body = JSON.stringify({ Description: describe(key, state) });
    const headers = { 'If-Match': etag ?? '*' };
    await client.write({ method: 'PATCH', path: journalPath(company, number), headers, body }, attempt, signal);
  };

  return {
    async find(wanted, signal) {
      try {
        const found = await search(wanted, hasIntegrationKey !== false, signal);
        if (wanted.keys !== undefined && wanted.keys.length > 0) hasIntegrationKey ??= true;
        return found;
      } catch (error) {
        if (hasIntegrationKey !== undefined || !isBadRequest(error)) throw error;
        const found = await search(wanted, false, signal);
        hasIntegrationKey = false;
        return found;
      }
    },
    async create(key, { isFirst }, signal) {
      const description = describe(key, 'being written');
      const body = JSON.stringify({
        dataAreaId: company,
        JournalName: settings.journalName,
        Description: description,
        ...(hasIntegrationKey === true && isFirst ? { IntegrationKey: describe(key, 'ready') } : {}),
      });
      const write = { method: 'POST', path: 'LedgerJournalHeaders', body } as const;
      try {
        return createdJournal(await client.write(write, 'create the journal', signal), description, company);
      } catch (error) {
        if (!(error instanceof SyncError) || !isUnknownField(error, 'IntegrationKey')) throw error;
        hasIntegrationKey = false;
        // Nothing was written, and the next call leaves it out.
        throw new SyncError('ERP_UNAVAILABLE', error.message, { cause: error.cause });
      }
    },
    readLines: ({ number }, signal) => readLines(number, signal),
    async findLines(references, signal) {
      const anyOf = references.map((it) => equals('Document', it));
      const wanted = new Set<string>(references);
      const list = { set: 'LedgerJournalLines', company, anyOf, select: lineFields };
      const rows = await readLineRows(companyPaths(list), 'look for journal lines', signal);
      return rows.filter(({ document }) => wanted.has(document));
    },
    async findVoucher(voucherNumber, signal) {
      const anyOf = [equals('Voucher', voucherNumber)];
      const list = { set: 'LedgerJournalLines', company, anyOf, select: lineFields };
      const rows = await readLineRows(companyPaths(list), 'look for a voucher number', signal);
      return rows.filter(({ voucher }) => voucher.trim().toUpperCase() === voucherNumber.toUpperCase());
    },
    async listLines({ from, to }, signal) {
      const inRange = `${equals('dataAreaId', company)} and TransDate ge ${from}T00:00:00Z and TransDate le ${to}T23:59:59Z`;
      const read = (filter: string) =>
        readLineRows([listPath('LedgerJournalLines', filter, lineFields)], 'list the month’s journal lines', signal);
      try {
        return await read(`${inRange} and (${equals('Document', 'R-*')} or ${equals('Document', 'H-*')})`);
      } catch (error) {
        if (!isBadRequest(error)) throw error;
        return await read(inRange);
      }
    },
    handOver: (journal, signal) => rename(journal, 'ready', 'mark the journal as ready', signal),
    setAside: (journal, signal) => rename(journal, 'set aside', 'set the journal aside', signal),
    async takeBack(journal, signal) {
      await rename(journal, 'being written', 'mark the journal as being written', signal);
      return { ...journal, state: 'being written', etag: undefined };
    },
    async removeLines(lines, signal) {
      const deletions = lines.map(
        ({ journalNumber, key, etag }): FinanceWrite => ({
          method: 'DELETE',
          path: linePath(company, journalNumber, key),
          headers: { 'If-Match': etag ?? '*' },
        }),
      );
      await tolerating(client.change([deletions], 'remove journal lines', signal));
    },
    removeEmpty({ number }, signal) {
      const remove = async () => {
        // Read again, as lines that came and went may have changed its tag, and somebody may have begun to use it.
        const [journal] = await search({ numbers: [number] }, false, signal);
        if (journal === undefined || journal.state !== 'being written' || journal.isPosted) return;
        if ((await readLines(number, signal)).length > 0) return;
        const headers = { 'If-Match': journal.etag ?? '*' };
        const write = { method: 'DELETE', path: journalPath(company, number), headers } as const;
        await client.write(write, 'remove the journal', signal);
      };
      return tolerating(remove());
    },
  };
}

function journalOf(row: Row): Journal {
  const described = readDescription(optionalText(row, 'Description').trim());
  return {
    number: textField(row, 'JournalBatchNumber'),
    key: described?.key ?? readDescription(optionalText(row, 'IntegrationKey'))?.key,
    state: described?.state ?? 'foreign',
    isPosted: yesOrNo(row, 'IsPosted'),
    etag: optionalText(row, '@odata.etag') || undefined,
  };
}

/** The server numbers journals; without the number nothing can be written into it. */
function createdJournal(row: unknown, description: string, company: string): Journal {
  if (!isRow(row))
    throw new SyncError('ERP_REPLY_UNREADABLE', 'Finance & Operations created a journal and named none.');
  const number = textField(row, 'JournalBatchNumber');
  const where = optionalText(row, 'dataAreaId').toLowerCase();
  if (where !== '' && where !== company) {
    const message = 'Finance & Operations created the journal in another company than the one that was named.';
    throw new SyncError('ERP_WRONG_LEDGER', message, { field: 'company' });
  }
  const stored = optionalText(row, 'Description');
  if (stored !== '' && stored.trim() !== description) {
    // It would not be found again.
    const message = 'Finance & Operations keeps another description of the journal than it was sent.';
    throw new SyncError('ERP_PERMISSION_DENIED', message);
  }
  const etag = optionalText(row, '@odata.etag') || undefined;
  return { number, key: readDescription(description)?.key, state: 'being written', isPosted: false, etag };
}

function yesOrNo(row: Row, name: string): boolean {
  const text = textField(row, name).toLowerCase();
  if (text === 'yes' || text === 'no') return text === 'yes';
  throw new SyncError('ERP_REPLY_UNREADABLE', `Finance & Operations answered a journal without a readable «${name}».`);
}

function isBadRequest(error: unknown): boolean {
  return error instanceof SyncError && [400, 501].includes(refusalOf(error)?.status ?? 0);
}

/** A server may pass over a field that it does not know in a question, and yet refuse it in a write. */
function isUnknownField(error: SyncError, field: string): boolean {
  const refusal = refusalOf(error);
  return refusal?.status === 400 && refusal.text.includes(`'${field}'`) && /property/i.test(refusal.text);
}

/** For deletions, whose failure shows in what is read afterwards. */
async function tolerating(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
  }
}
