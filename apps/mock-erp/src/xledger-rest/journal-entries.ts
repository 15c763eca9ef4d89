import type { LedgerVoucher } from '../ledger.ts';
import type { MockWorld } from '../world.ts';
import type { ImportQueue, ImportRow } from '../xledger/queue.ts';
import { createGrowingIndex } from './growing-index.ts';
import type { RestProblem } from './rest-error.ts';

/** A journal entry as `GET` shows it. @source xledger.md §13, 2026-11 */
export interface JournalEntry {
  readonly id: string;
  readonly externalId: string;
  readonly voucherNo: number;
  readonly status: 'queued' | 'booked' | 'rejected';
  readonly transactionNumber?: number;
  readonly errors?: readonly RestProblem[];
  /** ISO instant on the sandbox's clock. */
  readonly createdAt: string;
}

/** An entry with a hash of the body it was made of, for telling a repeat from another entry. */
export interface KnownEntry {
  readonly entry: JournalEntry;
  readonly bodyHash: string;
}

/** Xledger's books as the gateway sees them. */
export interface Books {
  readonly world: MockWorld;
  readonly queue: ImportQueue;
}

/**
 * The entries of an entity, oldest first. The gateway keeps no list of its own: what it knows stands on the rows of the queue
 * and the lines of the ledger, so it survives a restart with them, and rows that a person takes out are forgotten here too.
 */
export function entriesOf(ownerDbId: number, { world, queue }: Books): KnownEntry[] {
  const vouchers = world.ledger.list({ system: 'xledger', ledgerId: String(ownerDbId) });
  return inOrder(
    vouchers,
    queue.rows().filter((row) => row.ownerDbId === ownerDbId && isOurs(row)),
    queue,
  );
}

const vouchersByName = createGrowingIndex((voucher: LedgerVoucher) =>
  linesOfOurs(voucher).map((it) => nameIn(voucher.ledgerId, it['extIdentifier'] ?? '')),
);
const rowsByName = createGrowingIndex((row: ImportRow) =>
  isOurs(row) ? [nameIn(row.ownerDbId, String(row.values['extIdentifier']))] : [],
);

/** The entries of an entity under one name, oldest first; clients ask for them one by one. */
export function entriesNamed(externalId: string, ownerDbId: number, { world, queue }: Books): KnownEntry[] {
  const name = nameIn(ownerDbId, externalId);
  const vouchers = vouchersByName.find(world.ledger, world.ledger.list({ system: 'xledger' }), name);
  const rows = rowsByName.find(queue.rows(), queue.rows(), name);
  // Another entry may be in the same voucher.
  return inOrder(vouchers, rows, queue).filter(({ entry }) => entry.externalId === externalId);
}

function nameIn(ownerDbId: number | string, externalId: string): string {
  return `${ownerDbId}|${externalId}`;
}

function isOurs({ values }: ImportRow): boolean {
  return values['restBodyHash'] !== undefined;
}

function inOrder(vouchers: readonly LedgerVoucher[], rows: readonly ImportRow[], queue: ImportQueue): KnownEntry[] {
  const waiting = [...Map.groupBy(rows, (row) => row.values['extIdentifier']).values()];
  const entries = [...vouchers.flatMap(bookedEntries), ...waiting.map((group) => waitingEntry(group, queue))];
  return entries.toSorted((a, b) => idNumber(a) - idNumber(b));
}

function linesOfOurs({ lines }: LedgerVoucher) {
  return lines.map((line) => line.details ?? {}).filter((it) => it['restBodyHash'] !== undefined);
}

/** GraphQL rows of the same number and date may share the voucher; they are passed over. */
function bookedEntries(voucher: LedgerVoucher): KnownEntry[] {
  return [...Map.groupBy(linesOfOurs(voucher), (it) => it['extIdentifier'] ?? '')].map(([externalId, lines]) => ({
    bodyHash: lines[0]?.['restBodyHash'] ?? '',
    entry: {
      id: idOf(lines.map((line) => Number(line['rowDbId']))),
      externalId,
      voucherNo: Number(voucher.details?.['trRegNumber']),
      status: 'booked',
      transactionNumber: Number(voucher.voucherNumber),
      createdAt: lines[0]?.['restCreatedAt'] ?? '',
    },
  }));
}

function waitingEntry(rows: readonly ImportRow[], queue: ImportQueue): KnownEntry {
  const { values = {} } = rows[0] ?? {};
  const errors = rows.flatMap((row) => rowProblems(row, queue));
  return {
    bodyHash: String(values['restBodyHash']),
    entry: {
      id: idOf(rows.map((row) => row.dbId)),
      externalId: String(values['extIdentifier']),
      voucherNo: Number(values['trRegNumber']),
      ...(errors.length === 0 ? { status: 'queued' } : { status: 'rejected', errors }),
      createdAt: String(values['restCreatedAt']),
    },
  };
}

function rowProblems(row: ImportRow, queue: ImportQueue): RestProblem[] {
  const path = `/lines/${Number(row.values['trItemNumber']) - 1}`;
  return queue
    .errors()
    .filter((error) => error.rowDbId === row.dbId)
    .map(({ message }) => ({ path, code: 'not_booked', message }));
}

function idOf(rowDbIds: readonly number[]): string {
  return `je_${Math.min(...rowDbIds)}`;
}

function idNumber({ entry }: KnownEntry): number {
  return Number(entry.id.slice('je_'.length));
}
