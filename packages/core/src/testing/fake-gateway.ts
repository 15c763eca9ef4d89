import type { MasterData } from '../domain/master-data.ts';
import { type Voucher, voucherTotal } from '../domain/voucher.ts';
import type { FoundLine } from '../domain/voucher-comparison.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import { SyncError } from '../errors/sync-error.ts';
import type {
  AccountingGateway,
  FindOutcome,
  GatewayTraits,
  ListedVoucher,
  PostOutcome,
  RenderedVoucher,
} from '../ports/accounting-gateway.ts';
import type { Clock } from '../ports/clock.ts';
import { createFakeReceiptDesk, type FakeReceiptDesk } from './fake-receipt-desk.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** What the next posting call runs into. */
export type FakeFault =
  /** Booked, but the answer never arrives. */
  | 'lose-reply'
  /** No answer arrives, and it is booked only just before the settling time is over. */
  | 'book-late'
  /** Neither booked nor answered. */
  | 'lose-request'
  | 'rate-limit'
  | 'unreachable'
  | 'sign-in-refused'
  /** Refused as a whole without saying which voucher is at fault. */
  | 'refuse-batch'
  /** The connector itself throws after booking. */
  | 'throw'
  /** Booked, and never answered; not even the deadline makes the connector give up. */
  | 'hang'
  /** Booked, and not answered before the deadline. */
  | 'hang-until-abort'
  /** Booked, and the answer leaves out every voucher but the first. */
  | 'forget-others';

/** An accounting system in memory that deduplicates nothing, with faults on demand. */
export interface FakeGateway extends AccountingGateway {
  /** Faults for the coming posting calls, one each. */
  readonly faults: (FakeFault | undefined)[];
  /** Accounts that do not exist. */
  readonly unknownAccounts: Set<string>;
  /** While true no question is answered. */
  silent: boolean;
  /** Credentials are refused. */
  signInRefused: boolean;
  /** What it says there is to point at; at first nothing that can be checked. */
  masterData: MasterData;
  /** Readings of the master data. */
  readings: number;
  /** Takes vouchers without booking them until {@link book}. */
  queued: boolean;
  readonly booked: readonly Voucher[];
  /** Where it takes files; taken away with {@link AccountingGateway.receipts}. */
  readonly desk: FakeReceiptDesk;
  receipts?: FakeReceiptDesk;
  /** Every posting call as the references it carried. */
  readonly calls: readonly (readonly VoucherReference[])[];
  /** Every look-up as the references it asked for. */
  readonly lookUps: readonly (readonly VoucherReference[])[];
  /** Resolves when the next posting call has arrived, before it is answered. */
  nextCall(): Promise<void>;
  book(): void;
  /** What waits to be booked is refused by the job that books: it stays where it is, until somebody mends it there. */
  refuseQueue(): void;
  /** Somebody mends there what was refused; the next {@link book} books it. */
  mendQueue(): void;
  /** Forgets what it had taken and not yet booked, refused or not. */
  dropQueue(): void;
  /** Somebody else books a voucher, or takes one out of the books. */
  bookByHand(voucher: Voucher): void;
  strike(reference: VoucherReference): void;
}

/** Traits with times a test can read at a glance. */
export const fakeTraits: GatewayTraits = {
  duplicateGuard: 'look-up',
  longestOperationMs: 10_000,
  longestLookUpMs: 30_000,
  settlingMs: 60_000,
  bookingPollMs: 5_000,
  maxVouchersPerCall: 10,
  maxLinesPerCall: 100,
  maxReferencesPerLookUp: 50,
  masterDataRestMs: 30_000,
};

/** Opens the fake; it passes the same contract as the connectors. By its clock it books what it books late. */
export function createFakeGateway(
  traits: Partial<GatewayTraits> = {},
  clock: Clock = createVirtualClock(),
): FakeGateway {
  const booked: Voucher[] = [];
  const queue: Voucher[] = [];
  const lyingRefused: Voucher[] = [];
  const calls: VoucherReference[][] = [];
  const lookUps: VoucherReference[][] = [];
  let awaited: PromiseWithResolvers<void> | undefined;
  const allTraits = { ...fakeTraits, ...traits };
  const desk = createFakeReceiptDesk(clock, allTraits.settlingMs);
  const fake: FakeGateway = {
    traits: allTraits,
    desk,
    receipts: desk,
    faults: [],
    unknownAccounts: new Set(['9999']),
    silent: false,
    signInRefused: false,
    queued: false,
    masterData: {},
    readings: 0,
    booked,
    calls,
    lookUps,
    nextCall() {
      awaited ??= Promise.withResolvers();
      return awaited.promise;
    },
    book: () => void booked.push(...queue.splice(0)),
    refuseQueue: () => void lyingRefused.push(...queue.splice(0)),
    mendQueue: () => void queue.push(...lyingRefused.splice(0)),
    dropQueue() {
      queue.length = 0;
      lyingRefused.length = 0;
    },
    bookByHand: (voucher) => void booked.push(voucher),
    strike: (reference) => void booked.splice(0, booked.length, ...booked.filter((it) => it.reference !== reference)),
    testConnection: () => (fake.signInRefused ? Promise.reject(signInRefused()) : Promise.resolve(report)),
    readMasterData() {
      fake.readings += 1;
      if (fake.signInRefused) return Promise.reject(signInRefused());
      if (fake.silent) return Promise.reject(new SyncError('ERP_UNREACHABLE', 'The fake ERP is silent.'));
      return Promise.resolve(fake.masterData);
    },
    render: (voucher) => ({ reference: voucher.reference, voucher, payload: payloadOf(voucher) }),
    postVouchers(batch, { signal }) {
      calls.push(batch.map((it) => it.reference));
      awaited?.resolve();
      awaited = undefined;
      const fault = fake.faults.shift();
      if (signal.aborted) return Promise.resolve(everyone(batch, unknown('ERP_TIMEOUT')));
      const refused = refusal(fault, batch);
      if (refused) return Promise.resolve(refused);
      const good = batch.filter((it) => !fake.unknownAccounts.has(it.voucher.lines[0]?.ledgerAccount ?? ''));
      if (good.length < batch.length) return Promise.resolve(refuseAccounts(batch, good));
      const take = () => void (fake.queued ? queue : booked).push(...batch.map((it) => it.voucher));
      if (fault === 'book-late') bookLate(take);
      else take();
      return answerAfter(fault, batch, fake.queued, signal);
    },
    findVouchers(queries) {
      lookUps.push(queries.map((it) => it.reference));
      const find = (reference: VoucherReference): FindOutcome => {
        if (fake.silent) return { kind: 'unavailable', failure: failure('ERP_UNREACHABLE') };
        const inLedger = booked.filter((it) => it.reference === reference);
        if (inLedger.length === 0 && lyingRefused.some((it) => it.reference === reference)) {
          return { kind: 'rejected', failure: failure('ERP_IMPORT_REFUSED') };
        }
        const found = inLedger.length > 0 ? inLedger : queue.filter((it) => it.reference === reference);
        const [first] = found;
        if (first === undefined) return { kind: 'absent' };
        const kind = inLedger.length > 0 ? 'booked' : 'accepted';
        return { kind, erpReference: `F-${reference}`, copies: found.length, lines: linesOf(first) };
      };
      return Promise.resolve(new Map(queries.map(({ reference }) => [reference, find(reference)])));
    },
    listReferences({ from, to }) {
      if (fake.silent) return Promise.reject(new SyncError('ERP_UNREACHABLE', 'The fake ERP is silent.'));
      const inRange = booked.filter(({ postingDate }) => from <= postingDate && postingDate <= to);
      return Promise.resolve(inRange.map(listed));
    },
    findByNumber(voucherNumber) {
      if (fake.silent) return Promise.reject(new SyncError('ERP_UNREACHABLE', 'The fake ERP is silent.'));
      const found = booked.map(listed).filter(({ erpReference }) => erpReference === voucherNumber.trim());
      return Promise.resolve(
        found.map(({ erpReference, postingDate, debitMinor }) => ({ erpReference, postingDate, debitMinor })),
      );
    },
    close: () => Promise.resolve(),
  };
  const bookLate = (take: () => void) => {
    const moment = clock.deadline(fake.traits.settlingMs - 1);
    moment.signal.addEventListener('abort', take, { once: true });
  };
  return fake;
}

const signInRefused = () => new SyncError('ERP_AUTHENTICATION_FAILED', 'The fake ERP refused the credentials.');

const report = {
  ledger: { id: 'fake', name: 'Fake ledger' },
  ledgerAccounts: [{ number: '7140', name: 'Public transport', postable: true }],
  costCenters: [{ code: '310', name: 'Counselling' }],
};

type Answers = ReadonlyMap<VoucherReference, PostOutcome>;

const failure = (code: ErrorCode) => ({ code, message: `The fake ERP met ${code}.` });
const unknown = (code: ErrorCode): PostOutcome => ({ kind: 'unknown', failure: failure(code) });
const retry = (code: ErrorCode, afterMs?: number): PostOutcome => ({
  kind: 'retry',
  failure: failure(code),
  ...(afterMs === undefined ? {} : { afterMs }),
});

function everyone(batch: readonly RenderedVoucher[], outcome: PostOutcome): Answers {
  return new Map(batch.map((it) => [it.reference, outcome]));
}

function refusal(fault: FakeFault | undefined, batch: readonly RenderedVoucher[]): Answers | undefined {
  if (fault === 'lose-request') return everyone(batch, unknown('ERP_REPLY_LOST'));
  if (fault === 'rate-limit') return everyone(batch, retry('ERP_RATE_LIMITED', 5_000));
  if (fault === 'unreachable') return everyone(batch, retry('ERP_UNREACHABLE'));
  if (fault === 'sign-in-refused') return everyone(batch, retry('ERP_AUTHENTICATION_FAILED'));
  if (fault === 'refuse-batch') return everyone(batch, retry('ERP_BATCH_REFUSED'));
  return undefined;
}

function refuseAccounts(batch: readonly RenderedVoucher[], good: readonly RenderedVoucher[]): Answers {
  const rejected: PostOutcome = { kind: 'rejected', failure: failure('ERP_UNKNOWN_LEDGER_ACCOUNT') };
  return new Map(batch.map((it) => [it.reference, good.includes(it) ? retry('ERP_UNAVAILABLE', 0) : rejected]));
}

function answerAfter(
  fault: FakeFault | undefined,
  batch: readonly RenderedVoucher[],
  queued: boolean,
  signal: AbortSignal,
): Promise<Answers> {
  if (fault === 'hang') return new Promise(() => undefined);
  if (fault === 'hang-until-abort') {
    const late = everyone(batch, unknown('ERP_TIMEOUT'));
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(late), { once: true }));
  }
  if (fault === 'throw') return Promise.reject(new Error('A fault of the connector.'));
  if (fault === 'lose-reply' || fault === 'book-late')
    return Promise.resolve(everyone(batch, unknown('ERP_REPLY_LOST')));
  const named = fault === 'forget-others' ? batch.slice(0, 1) : batch;
  const kind = queued ? 'accepted' : 'booked';
  return Promise.resolve(new Map(named.map((it) => [it.reference, { kind, erpReference: `F-${it.reference}` }])));
}

function listed(voucher: Voucher): ListedVoucher {
  const { reference, postingDate } = voucher;
  return { reference, erpReference: `F-${reference}`, postingDate, debitMinor: voucherTotal(voucher).minor };
}

function linesOf(voucher: Voucher): readonly FoundLine[] {
  return voucher.lines.map(({ ledgerAccount, amount, dimensions }) => ({
    ledgerAccount,
    amountMinor: amount.minor,
    dimensions,
  }));
}

function payloadOf({ reference, postingDate, lines }: Voucher): string {
  if (lines.length > 10_000) throw new SyncError('VOUCHER_TOO_LARGE', 'The fake ERP takes 10,000 lines.');
  return JSON.stringify({
    reference,
    postingDate,
    lines: lines.map((it) => [it.ledgerAccount, String(it.amount.minor), it.dimensions]),
  });
}
