import type {
  AccountingGateway,
  EntryFailure,
  ErrorCode,
  FindOutcome,
  GatewayTraits,
  MasterData,
  PostOutcome,
  RenderedVoucher,
  Voucher,
  VoucherReference,
} from '@bilag/core';
import type { Troubles } from './troubles.ts';
import { type Actor, tell, type World } from './world.ts';

/** A voucher in the books of the simulated ERP, which deduplicates nothing. */
interface Booked {
  readonly voucher: Voucher;
  readonly seenFromMs: number;
}

/** One organization's ERP. Its books live on whatever becomes of the workers. */
export interface SimulatedErp {
  readonly traits: GatewayTraits;
  readonly timesBooked: (reference: VoucherReference) => number;
  readonly bookedVouchers: () => readonly Voucher[];
  /** While false the credentials are refused. */
  signInWorks: boolean;
  /** The door for one worker. */
  gatewayFor(worker: Actor): AccountingGateway;
}

/** Accounts that exist; any other is refused. */
export const knownAccounts: ReadonlySet<string> = new Set([
  '7100',
  '7140',
  '7142',
  '7143',
  '5390',
  '2910',
  '2990',
  '2919',
]);

const usualTraits: GatewayTraits = {
  duplicateGuard: 'look-up',
  longestOperationMs: 10_000,
  longestLookUpMs: 30_000,
  settlingMs: 60_000,
  bookingPollMs: 5_000,
  maxVouchersPerCall: 4,
  maxLinesPerCall: 30,
  maxReferencesPerLookUp: 5,
  masterDataRestMs: 20_000,
};

/** How an ERP is. */
export interface ErpNature {
  /** It takes vouchers into a queue and books them later. */
  readonly queues: boolean;
  /** It takes one voucher in a call and answers in hundredths of the time that others take: its calls are sent in runs. */
  readonly isQuick: boolean;
}

/** An ERP that obeys the traits it declares and nothing else. */
export function createErp(world: World, troubles: () => Troubles, { queues, isQuick }: ErpNature): SimulatedErp {
  const { chance } = world;
  const traits = isQuick ? { ...usualTraits, maxVouchersPerCall: 1 } : usualTraits;
  const paced = (ms: number) => (isQuick ? Math.ceil(ms / 100) : ms);
  const taken: PostOutcome = { kind: queues ? 'accepted' : 'booked', erpReference: 'E-1' };
  const books: Booked[] = [];
  const bookedVouchers: Voucher[] = [];
  const queue: Booked[] = [];
  const lyingRefused: Booked[] = [];
  const erp: SimulatedErp = {
    traits,
    signInWorks: true,
    timesBooked: (reference) => books.filter(({ voucher }) => voucher.reference === reference).length,
    bookedVouchers: () => bookedVouchers,
    gatewayFor: (worker) => ({
      traits,
      testConnection: () => Promise.reject(new Error('Nobody tests the connection in a simulation.')),
      async readMasterData() {
        await world.sleep(worker, chance.between(1, 2_000));
        if (chance.percent(troubles().masterDataFail)) throw new TypeError('The master data broke off.');
        return masterData;
      },
      render: (voucher) => ({ reference: voucher.reference, voucher, payload: JSON.stringify(voucher, exact) }),
      postVouchers: (batch, { signal }) => untilAborted(signal, batch, post(worker, batch, signal)),
      findVouchers: async (queries) => {
        await world.sleep(worker, chance.between(1, 3_000));
        if (chance.percent(troubles().lookUpFails)) throw new TypeError('The look-up broke off.');
        return new Map(queries.flatMap(({ reference }) => answerFor(reference)));
      },
      close: () => Promise.resolve(),
    }),
  };

  const answerFor = (reference: VoucherReference): [VoucherReference, FindOutcome][] => {
    if (chance.percent(troubles().lookUpUnclear)) return [];
    const seen = (where: readonly Booked[]) =>
      where.filter(({ voucher, seenFromMs }) => voucher.reference === reference && seenFromMs <= world.nowMs());
    const [booked, queued] = [seen(books), seen(queue)];
    const [found] = booked.length > 0 ? booked : queued;
    if (found === undefined) return [[reference, seen(lyingRefused).length > 0 ? refusedThere : { kind: 'absent' }]];
    const lines = found.voucher.lines.map(({ ledgerAccount, amount, dimensions }) => ({
      ledgerAccount,
      amountMinor: amount.minor,
      dimensions,
    }));
    const kind = booked.length > 0 ? 'booked' : 'accepted';
    return [[reference, { kind, erpReference: `E-${reference}`, copies: booked.length + queued.length, lines }]];
  };

  const book = (arrived: readonly Booked[]) => {
    books.push(...arrived);
    bookedVouchers.push(...arrived.map(({ voucher }) => voucher));
  };

  /** Takes them for good after a while; visible to look-ups at the latest when the settling time is over. */
  const take = (vouchers: readonly Voucher[], afterMs: number) => {
    const settledMs = world.nowMs() + traits.settlingMs;
    if (vouchers.length === 0) return;
    world.later(afterMs, () => {
      const lagMs = chance.percent(troubles().readLag) ? chance.between(0, 5_000) : 0;
      const seenFromMs = Math.min(world.nowMs() + lagMs, settledMs);
      const arrived = vouchers.map((voucher) => ({ voucher, seenFromMs }));
      tell(world, `the ERP takes ${vouchers.map(({ reference }) => reference).join(', ')}`);
      if (!queues) {
        book(arrived);
        return;
      }
      queue.push(...arrived);
      world.later(chance.between(100, 30_000), () => {
        for (const it of arrived) queue.splice(queue.indexOf(it), 1);
        const seen = arrived.map(({ voucher }) => ({ voucher, seenFromMs: 0 }));
        if (chance.percent(troubles().queueRefuses)) lie(seen);
        else book(seen);
      });
    });
  };

  /** They lie refused until somebody comes by, who mends them and has them booked, or deletes them. */
  const lie = (refused: readonly Booked[]) => {
    lyingRefused.push(...refused);
    tell(world, `the ERP refuses to book ${refused.map(({ voucher }) => voucher.reference).join(', ')}`);
    world.later(chance.between(1_000, 900_000), () => {
      for (const it of refused) lyingRefused.splice(lyingRefused.indexOf(it), 1);
      if (chance.percent(70)) book(refused);
    });
  };

  async function post(worker: Actor, batch: readonly RenderedVoucher[], signal: AbortSignal): Promise<Answers> {
    if (signal.aborted) return everyone(batch, refusal('ERP_UNAVAILABLE'));
    const begunMs = world.nowMs();
    const vouchers = batch.map(({ voucher }) => voucher);
    if (!erp.signInWorks) return everyone(batch, refusal('ERP_AUTHENTICATION_FAILED'));
    const often = troubles();
    if (chance.percent(often.refused)) {
      return everyone(batch, refusal(chance.pick(['ERP_RATE_LIMITED', 'ERP_UNREACHABLE', 'ERP_UNAVAILABLE'])));
    }
    if (chance.percent(often.batchRefused)) return everyone(batch, refusal('ERP_BATCH_REFUSED'));
    if (vouchers.some(hasUnknownAccount)) {
      return new Map(
        batch.map((it) => [it.reference, hasUnknownAccount(it.voucher) ? rejected : refusal('ERP_BATCH_REFUSED')]),
      );
    }
    if (chance.percent(often.lostRequest)) {
      await world.sleep(worker, chance.between(1, 12_000));
      return everyone(batch, lost('ERP_TIMEOUT'));
    }
    if (chance.percent(often.lateWrite)) {
      take(vouchers, chance.between(10_000, traits.settlingMs - 5_001));
      if (chance.percent(often.crashInCall * 5)) worker.die('in a call that the ERP carries out late');
      await world.sleep(worker, chance.between(1, 12_000));
      return everyone(batch, lost('ERP_TIMEOUT'));
    }
    if (chance.percent(often.partlyRefused)) return partly(batch);
    if (chance.percent(often.partlyAnswered)) {
      // What is not named may have been taken, or not.
      take(chance.percent(50) ? vouchers : vouchers.slice(1), paced(chance.between(0, 4_000)));
      await world.sleep(worker, paced(4_001));
      return everyone(batch.slice(1), taken);
    }
    take(vouchers, paced(chance.between(0, 4_000)));
    if (chance.percent(often.crashInCall)) worker.die('in a call');
    if (chance.percent(often.hang)) return await new Promise(() => undefined);
    await world.sleep(worker, paced(4_001 + chance.between(0, 3_000)));
    if (chance.percent(often.lostReply)) return everyone(batch, lost('ERP_REPLY_LOST'));
    if (world.nowMs() - begunMs > traits.longestOperationMs) return everyone(batch, lost('ERP_TIMEOUT'));
    return everyone(batch, taken);
  }

  /** Takes some and says so, and refuses the others for now; in an order of its own. */
  const partly = (batch: readonly RenderedVoucher[]): Answers => {
    const sorted = batch.map((it) => ({ it, isTaken: chance.percent(50), order: chance.next() }));
    take(
      sorted.filter(({ isTaken }) => isTaken).map(({ it }) => it.voucher),
      0,
    );
    const shuffled = sorted.toSorted((a, b) => a.order - b.order);
    return new Map(shuffled.map(({ it, isTaken }) => [it.reference, isTaken ? taken : refusal('ERP_UNAVAILABLE')]));
  };
  return erp;
}

type Answers = ReadonlyMap<VoucherReference, PostOutcome>;

const masterData: MasterData = {
  ledgerAccounts: [...knownAccounts].map((number) => ({ number, name: number, postable: true })),
};

const exact = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
const hasUnknownAccount = ({ lines }: Voucher) => lines.some(({ ledgerAccount }) => !knownAccounts.has(ledgerAccount));
const failureOf = (code: ErrorCode): EntryFailure => ({ code, message: `The simulated ERP met ${code}.` });
const refusal = (code: ErrorCode): PostOutcome => ({ kind: 'retry', failure: failureOf(code) });
const lost = (code: ErrorCode): PostOutcome => ({ kind: 'unknown', failure: failureOf(code) });
const refusedThere: FindOutcome = { kind: 'rejected', failure: failureOf('ERP_IMPORT_REFUSED') };
const rejected: PostOutcome = { kind: 'rejected', failure: failureOf('ERP_UNKNOWN_LEDGER_ACCOUNT') };

function everyone(batch: readonly RenderedVoucher[], outcome: PostOutcome): Answers {
  return new Map(batch.map(({ reference }) => [reference, outcome]));
}

/** A connector gives up when its signal fires, and does not know what became of the call. */
function untilAborted(
  signal: AbortSignal,
  batch: readonly RenderedVoucher[],
  call: Promise<Answers>,
): Promise<Answers> {
  const { promise, resolve } = Promise.withResolvers<Answers>();
  signal.addEventListener('abort', () => resolve(everyone(batch, lost('ERP_TIMEOUT'))), { once: true });
  return Promise.race([call, promise]);
}
