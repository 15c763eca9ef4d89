import type { LedgerLine, NewLedgerVoucher } from '../ledger.ts';
import type { MockWorld } from '../world.ts';
import { amountMinor, checkVoucher, closuresAt, postedDate } from './booking-checks.ts';
import { osloDateTime } from './oslo-time.ts';
import type { ImportQueue, ImportRow } from './queue.ts';
import type { XledgerSettings } from './settings.ts';

/** What one run of the booking job did. */
export interface BookingRun {
  readonly bookedVouchers: number;
  readonly failedRows: number;
  readonly parkedRows: number;
}

/** The first transaction number of an entity and the first id of a journal line; both are invented. */
const FIRST_TRANSACTION_NUMBER = 20_000_001;
const FIRST_ENTRY_DB_ID = 81_000_001;

/**
 * Xledger's booking job: rows with the same owner, source, imported voucher number and posted date make a voucher. Whole and
 * correct vouchers leave the queue for the ledger under a fresh transaction number, the rest stays with an error.
 * @source xledger.md §5.1 and §14.8, 2026-11
 */
export function createBookingJob(
  world: MockWorld,
  queue: ImportQueue,
  settings: XledgerSettings,
): { run(): BookingRun } {
  return {
    run() {
      const closures = closuresAt(world.clock.now(), settings);
      const ready = queue.rows().filter(isReady);
      const parkedRows = queue.rows().length - ready.length;
      const vouchers = [...Map.groupBy(ready, voucherKey).values()].map((rows) => ({
        rows,
        problems: checkVoucher(rows, closures),
      }));
      const sound = vouchers.filter(({ problems }) => problems.length === 0).map(({ rows }) => rows);
      bookAll(sound, world);
      queue.remove(new Set(sound.flat().map((row) => row.dbId)));
      const failures = vouchers.flatMap(({ problems }) => problems);
      const createdAt = osloDateTime(world.clock.now());
      queue.fail(
        failures.map(({ row, message }) => ({ ownerDbId: row.ownerDbId, createdAt, rowDbId: row.dbId, message })),
      );
      const failedRows = new Set(failures.map(({ row }) => row.dbId)).size;
      return { bookedVouchers: sound.length, failedRows, parkedRows };
    },
  };
}

function bookAll(vouchers: readonly (readonly ImportRow[])[], world: MockWorld): void {
  if (vouchers.length === 0) return;
  const numbers = createNumbers(world);
  for (const rows of vouchers) world.ledger.book(toVoucher(rows, world.clock.now(), numbers));
}

/** Rows of another job level wait for a person. */
function isReady(row: ImportRow): boolean {
  const level = row.references['jobLevel']?.dbSubId;
  return level === undefined || level === 1;
}

function voucherKey(row: ImportRow): string {
  return [row.ownerDbId, row.references['transactionSource']?.code, row.values['trRegNumber'], postedDate(row)].join(
    '|',
  );
}

function toVoucher(rows: readonly ImportRow[], now: Date, numbers: Numbers): NewLedgerVoucher {
  const [first] = rows;
  if (first === undefined) throw new Error('A voucher needs rows');
  const ledgerId = String(first.ownerDbId);
  return {
    system: 'xledger',
    ledgerId,
    voucherNumber: String(numbers.nextTransactionNumber(ledgerId)),
    reference: rows.map((row) => text(row, 'extIdentifier')).find((key) => key !== '') ?? '',
    postingDate: postedDate(first) ?? '',
    bookedAt: now.toISOString(),
    lines: rows.map((row) => toLine(row, numbers.nextEntryDbId())),
    details: {
      trRegNumber: text(first, 'trRegNumber'),
      transactionSource: first.references['transactionSource']?.code ?? '',
      importedAt: first.createdAt,
    },
  };
}

interface Numbers {
  nextTransactionNumber(ledgerId: string): number;
  nextEntryDbId(): number;
}

/** Numbers go on from what the ledger holds, so they survive a restart. */
function createNumbers(world: MockWorld): Numbers {
  const booked = world.ledger.list({ system: 'xledger' });
  const lastNumbers = new Map(booked.map(({ ledgerId, voucherNumber }) => [ledgerId, Number(voucherNumber)]));
  let lastEntryDbId = Number(booked.at(-1)?.lines.at(-1)?.details?.['entryDbId'] ?? FIRST_ENTRY_DB_ID - 1);
  return {
    nextTransactionNumber(ledgerId) {
      const next = (lastNumbers.get(ledgerId) ?? FIRST_TRANSACTION_NUMBER - 1) + 1;
      lastNumbers.set(ledgerId, next);
      return next;
    },
    nextEntryDbId() {
      lastEntryDbId += 1;
      return lastEntryDbId;
    },
  };
}

const DIMENSIONS = ['glObject1', 'glObject2', 'glObject3', 'glObject4', 'glObject5', 'project', 'subledger', 'taxRule'];
const KEPT_VALUES = [
  'trItemNumber',
  'extIdentifier',
  'invoiceNumber',
  'invoiceDate',
  'dueDate',
  'invoiceAmount',
  'yourReference',
  'invoiceFile',
  // What the REST gateway knows a repeat by; GraphQL does not show it.
  'restBodyHash',
  'restCreatedAt',
];

function toLine(row: ImportRow, entryDbId: number): LedgerLine {
  const { references } = row;
  const pairs = DIMENSIONS.map((name) => [name, references[name]?.code] as const);
  const kept = KEPT_VALUES.filter((name) => hasValue(row, name)).map((name) => [name, text(row, name)] as const);
  return {
    account: references['account']?.code ?? '',
    amountMinor: amountMinor(row) ?? 0,
    dimensions: Object.fromEntries(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined)),
    text: text(row, 'text'),
    details: {
      entryDbId: String(entryDbId),
      rowDbId: String(row.dbId),
      currency: references['currency']?.code ?? 'NOK',
      ...Object.fromEntries(kept),
    },
  };
}

function hasValue(row: ImportRow, name: string): boolean {
  return row.values[name] !== undefined && row.values[name] !== null;
}

function text(row: ImportRow, name: string): string {
  return hasValue(row, name) ? String(row.values[name]) : '';
}
