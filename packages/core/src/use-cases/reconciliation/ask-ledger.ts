import type { VoucherReference } from '../../domain/voucher-reference.ts';
import { SyncError } from '../../errors/sync-error.ts';
import type { FindOutcome, VoucherQuery } from '../../ports/accounting-gateway.ts';
import type { OwedVoucher } from '../../ports/reconciliation-store.ts';
import type { SettledFind } from './judge-voucher.ts';
import type { LedgerWork } from './ledger-work.ts';

/**
 * What the ledger has of these vouchers, every one answered for. The first question is by reference alone, which costs little; what counts as booked and is
 * absent then is asked for once more with all that is known of its last call, as it may lie in a journal or under another number.
 * @throws {SyncError} when the ERP could not be asked for any one of them.
 */
export async function askLedger(
  vouchers: readonly OwedVoucher[],
  work: LedgerWork,
): Promise<ReadonlyMap<VoucherReference, SettledFind>> {
  if (vouchers.length === 0) return new Map();
  const first = await ask(vouchers, (it) => queryOf(it, null), work);
  const absent = vouchers.filter((it) => it.state === 'synced' && first.get(it.reference)?.kind === 'absent');
  if (absent.length === 0) return first;
  await work.goOn();
  const second = await ask(absent, (it) => queryOf(it, it.batchKey), work);
  return new Map([...first, ...second]);
}

function queryOf({ reference, sentPayload }: OwedVoucher, batchKey: string | null): VoucherQuery {
  return { reference, batchKey, ...(sentPayload === undefined ? {} : { sentPayload }) };
}

async function ask(
  vouchers: readonly OwedVoucher[],
  query: (voucher: OwedVoucher) => VoucherQuery,
  { gateway, ...work }: LedgerWork,
): Promise<ReadonlyMap<VoucherReference, SettledFind>> {
  const found = await work.call((signal) => gateway.findVouchers(vouchers.map(query), { signal, readsOnly: true }));
  return new Map(vouchers.map(({ reference }) => [reference, settled(found.get(reference) ?? silence)]));
}

/** An ERP that cannot be asked for one voucher has said nothing of the month either. */
function settled(answer: FindOutcome): SettledFind {
  if (answer.kind !== 'unavailable') return answer;
  const { failure, afterMs } = answer;
  throw new SyncError(failure.code, failure.message, afterMs === undefined ? {} : { retryAfterMs: afterMs });
}

const silence: FindOutcome = {
  kind: 'cannot-tell',
  failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE', message: 'The accounting system’s answer did not name this voucher.' },
};
