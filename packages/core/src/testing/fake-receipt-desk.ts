import type { ErrorCode } from '../errors/error-codes.ts';
import type { Clock } from '../ports/clock.ts';
import type { AttachOutcome, ReceiptDesk, ReceiptFile } from '../ports/receipt-desk.ts';

/** What the next send of a receipt runs into. */
export type FakeDeskFault =
  /** Attached, but the answer never arrives. */
  | 'lose-reply'
  /** No answer arrives, and it is attached only just before the settling time is over. */
  | 'attach-late'
  /** Neither attached nor answered. */
  | 'lose-request'
  | 'rate-limit'
  | 'unreachable'
  | 'sign-in-refused'
  /** A definite no. */
  | 'refuse'
  /** The connector itself throws after attaching. */
  | 'throw'
  /** Attached, and never answered; not even the deadline makes the connector give up. */
  | 'hang'
  /** Attached, and not answered before the deadline. */
  | 'hang-until-abort';

/** Where the fake ERP takes files: it deduplicates nothing, with faults on demand. */
export interface FakeReceiptDesk extends ReceiptDesk {
  maxBytes: number;
  /** Faults for the coming sends, one each. */
  readonly faults: (FakeDeskFault | undefined)[];
  /** While true no question is answered. */
  silent: boolean;
  /** What every question is answered with, instead of what is there. */
  inconclusive: ErrorCode | undefined;
  /** Takes files for booked vouchers only. */
  bookedOnly: boolean;
  /** Every file as it came, doubled ones twice. */
  readonly attached: readonly ReceiptFile[];
  /** Every send, by the name of the file. */
  readonly sends: readonly string[];
  /** Every question, by the name of the file. */
  readonly lookUps: readonly string[];
  /** Resolves when the next send has arrived, before it is answered. */
  nextSend(): Promise<void>;
}

/** Opens an empty desk. By its clock it attaches what it attaches late. */
export function createFakeReceiptDesk(clock: Clock, settlingMs: number): FakeReceiptDesk {
  const attached: ReceiptFile[] = [];
  const sends: string[] = [];
  const lookUps: string[] = [];
  let awaited: PromiseWithResolvers<void> | undefined;
  const desk: FakeReceiptDesk = {
    maxBytes: 1_000_000,
    faults: [],
    silent: false,
    inconclusive: undefined,
    bookedOnly: false,
    attached,
    sends,
    lookUps,
    nextSend() {
      awaited ??= Promise.withResolvers();
      return awaited.promise;
    },
    attach(file, { signal }) {
      if (file.content.byteLength > desk.maxBytes) return answer('rejected', 'RECEIPT_TOO_LARGE');
      sends.push(file.fileName);
      awaited?.resolve();
      awaited = undefined;
      const fault = desk.faults.shift();
      const refused = refusal(fault, signal);
      if (refused !== undefined) return refused;
      if (desk.bookedOnly && file.voucher.state !== 'synced') return answer('retry', 'ERP_UNAVAILABLE');
      if (fault === 'attach-late') attachLate(file);
      else attached.push(file);
      return answerAfter(fault, signal);
    },
    find({ fileName, voucher }) {
      lookUps.push(fileName);
      const code = desk.silent ? 'ERP_UNREACHABLE' : desk.inconclusive;
      if (code !== undefined) return Promise.resolve({ kind: 'cannot-tell', failure: failure(code) });
      const isThere = attached.some((it) => it.fileName === fileName && it.voucher.reference === voucher.reference);
      return Promise.resolve({ kind: isThere ? 'attached' : 'absent' });
    },
  };
  const attachLate = (file: ReceiptFile) => {
    const moment = clock.deadline(settlingMs - 1);
    moment.signal.addEventListener('abort', () => void attached.push(file), { once: true });
  };
  return desk;
}

const failure = (code: ErrorCode) => ({ code, message: `The fake ERP met ${code}.` });

function answer(kind: 'rejected' | 'retry' | 'unknown', code: ErrorCode, afterMs?: number): Promise<AttachOutcome> {
  if (kind === 'retry' && afterMs !== undefined) return Promise.resolve({ kind, failure: failure(code), afterMs });
  return Promise.resolve({ kind, failure: failure(code) });
}

function refusal(fault: FakeDeskFault | undefined, signal: AbortSignal): Promise<AttachOutcome> | undefined {
  if (signal.aborted) return answer('unknown', 'ERP_TIMEOUT');
  if (fault === 'lose-request') return answer('unknown', 'ERP_REPLY_LOST');
  if (fault === 'rate-limit') return answer('retry', 'ERP_RATE_LIMITED', 5_000);
  if (fault === 'unreachable') return answer('retry', 'ERP_UNREACHABLE');
  if (fault === 'sign-in-refused') return answer('retry', 'ERP_AUTHENTICATION_FAILED');
  if (fault === 'refuse') return answer('rejected', 'RECEIPT_REFUSED');
  return undefined;
}

function answerAfter(fault: FakeDeskFault | undefined, signal: AbortSignal): Promise<AttachOutcome> {
  if (fault === 'hang') return new Promise(() => undefined);
  if (fault === 'hang-until-abort') {
    const late: AttachOutcome = { kind: 'unknown', failure: failure('ERP_TIMEOUT') };
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(late), { once: true }));
  }
  if (fault === 'throw') return Promise.reject(new Error('A fault of the connector.'));
  if (fault === 'lose-reply' || fault === 'attach-late') return answer('unknown', 'ERP_REPLY_LOST');
  return Promise.resolve({ kind: 'attached' });
}
