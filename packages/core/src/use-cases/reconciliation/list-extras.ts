import type { StatementEntry } from '../../domain/reconciliation.ts';
import type { VoucherReference } from '../../domain/voucher-reference.ts';
import type { ErrorCode } from '../../errors/error-codes.ts';
import { SyncError } from '../../errors/sync-error.ts';
import type { ListedVoucher } from '../../ports/accounting-gateway.ts';
import {
  type BookedVoucher,
  byReference,
  countedElsewhere,
  judgeListed,
  type ListedReference,
} from './judge-listed.ts';
import { type LedgerWork, RunIsOver } from './ledger-work.ts';

/** Our books of the month: every voucher that was looked for, and those that were found once and as they were sent. */
export interface BooksOfMonth {
  readonly all: ReadonlySet<VoucherReference>;
  readonly booked: ReadonlyMap<VoucherReference, BookedVoucher>;
}

/** What the ledger's own list adds to the statement, or why there is no such list. */
export interface Extras {
  readonly entries: readonly StatementEntry[];
  readonly unlisted: string | null;
}

/** Most references that are asked of the database at once. */
const knownAtOnce = 1_000;

/**
 * Holds the ledger's own list of the month against our books. It is read last: what was found booked before must be in it.
 * @throws {SyncError} when the ERP failed, rather than have no such list.
 */
export async function listExtras(books: BooksOfMonth, work: LedgerWork): Promise<Extras> {
  const listed = await listOfMonth(work);
  if (typeof listed === 'string') return { entries: [], unlisted: listed };
  const references = byReference(listed, work.run.period);
  const lacking = [...books.booked.values()].filter(({ reference }) => !references.has(reference));
  // One voucher may have been posted in another month; a list that lacks most of what is there was filtered by some other rule than ours.
  if (lacking.length > books.booked.size / 2) return { entries: [], unlisted: lacks };
  const strange = [...references.values()].filter(({ reference }) => !books.all.has(reference));
  return { entries: [...lacking.map(countedElsewhere), ...(await judgeAll(strange, work))], unlisted: null };
}

const none = 'This accounting system has no list in which extra vouchers could be found.';
const lacks = 'The accounting system’s list lacks vouchers that it has, so extra ones could not be looked for.';

/** Failures that say what cannot be asked here, not that the ERP is out of service. */
const noList: ReadonlySet<ErrorCode> = new Set([
  'ERP_REFUSED',
  'ERP_PERMISSION_DENIED',
  'ERP_LOOK_UP_INCONCLUSIVE',
  'ERP_REPLY_UNREADABLE',
  'CONNECTOR_FAULT',
]);

/** The list, or why there is none. */
async function listOfMonth({ gateway, run, ...work }: LedgerWork): Promise<readonly ListedVoucher[] | string> {
  if (gateway.listReferences === undefined) return none;
  const { from, to } = run.period;
  try {
    return await work.call(async (signal) => (await gateway.listReferences?.({ from, to }, { signal })) ?? []);
  } catch (error) {
    if (error instanceof RunIsOver) throw error;
    const { code, message } = SyncError.from(error);
    if (noList.has(code)) return `Extra vouchers could not be looked for: ${message}`;
    throw error;
  }
}

async function judgeAll(strange: readonly ListedReference[], work: LedgerWork): Promise<readonly StatementEntry[]> {
  const { ports, run } = work;
  const entries: StatementEntry[] = [];
  for (let at = 0; at < strange.length; at += knownAtOnce) {
    const some = strange.slice(at, at + knownAtOnce);
    await work.goOn();
    const known = await ports.store.known(
      run,
      some.map(({ reference }) => reference),
    );
    for (const it of some) {
      const entry = judgeListed(it, known.get(it.reference), run.period);
      if (entry !== undefined) entries.push(entry);
    }
  }
  return entries;
}
