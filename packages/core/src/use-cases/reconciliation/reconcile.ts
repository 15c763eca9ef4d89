import {
  addToStatement,
  emptyStatement,
  type ReconciliationStatement,
  type StatementEntry,
} from '../../domain/reconciliation.ts';
import type { VoucherReference } from '../../domain/voucher-reference.ts';
import { SyncError } from '../../errors/sync-error.ts';
import type { ReconciliationEnd, ReconciliationRun } from '../../ports/reconciliation-store.ts';
import { askLedger } from './ask-ledger.ts';
import { expectedVouchers } from './expected-vouchers.ts';
import type { BookedVoucher } from './judge-listed.ts';
import { type ExpectedVoucher, type Judgement, judgeVoucher, untold } from './judge-voucher.ts';
import { type LedgerWork, openLedgerWork, type ReconcilePorts, RunIsOver } from './ledger-work.ts';
import { listExtras } from './list-extras.ts';

/** How one turn on a reconciliation ended: `lost` to another worker, or `stopped` and left to the next one. */
export type ReconcileResult = ReconciliationEnd['kind'] | 'lost' | 'stopped';

/** Most vouchers looked for between two words of progress, however many the ERP takes at once. */
const mostAtOnce = 500;

/** A run that was begun so often and never ended is not begun again: it may be what ends the workers. */
const mostAttempts = 3;

/**
 * Holds what the ledger should have in one month against what it has: to the øre, in few calls, and reading only. Whatever it finds, it sends nothing and
 * changes nothing of the outbox. When the ERP cannot be asked it ends as incomplete and says why: what was not looked at is not missing.
 * @throws when the database is away; the run is left to its lease.
 */
export async function reconcile(
  run: ReconciliationRun,
  ports: ReconcilePorts,
  stop?: AbortSignal,
): Promise<ReconcileResult> {
  try {
    const end = await endOf(run, ports, stop);
    return (await ports.store.finish(run, end)) ? end.kind : 'lost';
  } catch (error) {
    if (!(error instanceof RunIsOver)) throw error;
    if (error.why === 'stopped') await ports.store.release(run);
    return error.why;
  }
}

async function endOf(run: ReconciliationRun, ports: ReconcilePorts, stop?: AbortSignal): Promise<ReconciliationEnd> {
  if (run.attempt > mostAttempts) {
    return incomplete(new SyncError('SENDER_LOST', `It was begun ${mostAttempts} times and never came to its end.`));
  }
  try {
    return await lookThrough(await openLedgerWork(run, ports, stop));
  } catch (error) {
    if (error instanceof SyncError && error.code !== 'NOT_READY') return incomplete(error);
    throw error;
  }
}

const incomplete = ({ code, message }: SyncError): ReconciliationEnd => ({
  kind: 'incomplete',
  failure: { code, message },
});

async function lookThrough(work: LedgerWork): Promise<ReconciliationEnd> {
  const all = new Set<VoucherReference>();
  const booked = new Map<VoucherReference, BookedVoucher>();
  let statement: ReconciliationStatement = emptyStatement;
  const add = async (entries: readonly StatementEntry[]) => {
    statement = addToStatement(statement, entries);
    const findings = entries.flatMap(({ finding }) => finding ?? []);
    if (!(await work.ports.store.record(work.run, { checked: all.size, findings }))) throw new RunIsOver('lost');
  };
  for await (const portion of expectedVouchers(
    work,
    Math.min(mostAtOnce, work.gateway.traits.maxReferencesPerLookUp),
  )) {
    await work.goOn();
    const judged = await judgeAll(portion, work);
    for (const { owed, totalMinor } of portion) {
      const { reference, recordId, erpReference } = owed;
      all.add(reference);
      if (judged.get(reference)?.isEqual === true)
        booked.set(reference, { reference, recordId, erpReference, totalMinor });
    }
    await add([...judged.values()].map(({ entry }) => entry));
  }
  await work.goOn();
  const { entries, unlisted } = await listExtras({ all, booked }, work);
  await add(entries);
  return { kind: 'done', statement, extrasUnlisted: unlisted };
}

async function judgeAll(
  portion: readonly ExpectedVoucher[],
  work: LedgerWork,
): Promise<ReadonlyMap<VoucherReference, Judgement>> {
  const here = portion.filter(({ owed }) => !owed.sentElsewhere).map(({ owed }) => owed);
  const answers = await askLedger(here, work);
  return new Map(
    portion.map((it) => {
      const answer = answers.get(it.owed.reference);
      return [it.owed.reference, answer === undefined ? untold(it, elsewhere) : judgeVoucher(it, answer)];
    }),
  );
}

const elsewhere = 'It was sent to other books than those connected now: look for it there.';
