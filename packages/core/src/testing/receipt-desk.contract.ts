import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { erpFileName } from '../domain/attachment.ts';
import type { Voucher } from '../domain/voucher.ts';
import { compareVoucher } from '../domain/voucher-comparison.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import type { AccountingGateway } from '../ports/accounting-gateway.ts';
import type { ReceiptDesk, ReceiptFile, ReceiptVoucher } from '../ports/receipt-desk.ts';
import { aVoucher, type VoucherTraits } from './builders.ts';

/** What the contract needs of the ERP behind a desk: its valid codes, its faults and a look at the files it keeps. */
export interface ReceiptDeskHarness {
  /** Its `receipts` is the desk. */
  readonly gateway: AccountingGateway;
  /** A gateway whose address nobody listens on. */
  readonly unreachable: AccountingGateway;
  /** A gateway with credentials that the ERP refuses. */
  readonly refusedSignIn: AccountingGateway;
  /** It takes files for booked vouchers only; else for accepted ones too. */
  readonly bookedOnly: boolean;
  /** Codes that exist in the ERP. */
  readonly codes: Required<Pick<VoucherTraits, 'debitAccount' | 'creditAccount' | 'costCenter'>>;
  /** The next file is attached and the answer lost. */
  loseNextReply(): Promise<void>;
  /**
   * The next send is refused because of too many requests, with a wait of some seconds; nothing is attached. Left out only where nobody is there to ask
   * for a wait, as the accounting gateway's contract sees to.
   */
  readonly rateLimitNext?: () => Promise<void>;
  /** The next send is answered only after the caller's patience. */
  hangNext(): Promise<void>;
  /** Every question is answered with an error of the server until {@link mend}. */
  breakReads(): Promise<void>;
  mend(): Promise<void>;
  /** The ERP books what it has accepted, as far as that happens by itself. */
  book(): Promise<void>;
  /** The files that the ERP has for a voucher, oldest first, whatever way they came. */
  filesOf(reference: VoucherReference): Promise<readonly { readonly fileName: string; readonly content: Uint8Array }[]>;
  close(): Promise<void>;
}

const patience = (ms = 20_000) => ({ signal: AbortSignal.timeout(ms) });

/** What every desk promises. Run by the fake and by each profile that takes files, without exceptions. */
export function receiptDeskContract(name: string, open: () => Promise<ReceiptDeskHarness>): void {
  describe(`${name}: the receipt desk's contract`, () => {
    let erp: ReceiptDeskHarness;
    beforeEach(async () => {
      erp = await open();
    });
    afterEach(() => erp.close());

    test('an attached file is there once, byte for byte, under its name, and is found', async () => {
      const voucher = await aPostedVoucher(erp);
      const file = aFile(voucher, 1);
      expect(await attach(erp.gateway, file)).toEqual({ kind: 'attached' });
      expect(await filesOf(erp, voucher)).toEqual([[file.fileName, hexOf(file.content)]]);
      expect(await find(erp.gateway, file)).toEqual({ kind: 'attached' });
    });

    test('the receipts of a voucher are told apart by position, and those of vouchers by reference', async () => {
      const [one, other] = [await aPostedVoucher(erp), await aPostedVoucher(erp)];
      const first = aFile(one, 1);
      const others = [aFile(one, 2, 'image/png'), aFile(one, 12), aFile(other, 1)];
      expect(await attach(erp.gateway, first)).toEqual({ kind: 'attached' });
      for (const it of others) expect(await find(erp.gateway, it)).toEqual({ kind: 'absent' });
      for (const it of others) expect(await attach(erp.gateway, it)).toEqual({ kind: 'attached' });
      for (const it of [first, ...others]) expect(await find(erp.gateway, it)).toEqual({ kind: 'attached' });
      const names = (await filesOf(erp, one)).map(([fileName]) => fileName);
      expect(names.toSorted()).toEqual(
        [aFile(one, 12), first, aFile(one, 2, 'image/png')].map((it) => it.fileName).toSorted(),
      );
      expect(await filesOf(erp, other)).toHaveLength(1);
    });

    test('what was never sent is absent', async () => {
      expect(await find(erp.gateway, aFile(await aPostedVoucher(erp), 1))).toEqual({ kind: 'absent' });
    });

    test('files leave the voucher as it is', async () => {
      const { voucher, receiptVoucher } = await post(erp);
      const taker = erp.bookedOnly ? await onceBooked(erp, receiptVoucher) : receiptVoucher;
      expect(await attach(erp.gateway, aFile(taker, 1))).toEqual({ kind: 'attached' });
      await erp.book();
      const { reference, batchKey } = receiptVoucher;
      const found = (await erp.gateway.findVouchers([{ reference, batchKey }], patience())).get(reference);
      expect(['booked', 'accepted']).toContain(found?.kind);
      expect(found).toMatchObject({ copies: 1 });
      // What waits to be booked may not be readable yet.
      const lines = found !== undefined && 'lines' in found ? found.lines : [];
      expect(found?.kind === 'accepted' && lines.length === 0 ? [] : compareVoucher(voucher, lines)).toEqual([]);
    });

    test('a voucher that is not booked yet is no reason to refuse its receipt for good', async () => {
      const { receiptVoucher } = await post(erp);
      const outcome = await attach(erp.gateway, aFile(receiptVoucher, 1));
      expect(erp.bookedOnly && receiptVoucher.state === 'accepted' ? 'retry' : 'attached').toBe(outcome.kind);
      expect(await filesOf(erp, receiptVoucher)).toHaveLength(outcome.kind === 'retry' ? 0 : 1);
    });

    test('a lost answer leaves the receipt unknown, and a look-up finds it', async () => {
      const file = aFile(await aPostedVoucher(erp), 1);
      await erp.loseNextReply();
      expect((await attach(erp.gateway, file)).kind).toBe('unknown');
      expect(await find(erp.gateway, file)).toEqual({ kind: 'attached' });
      expect(await filesOf(erp, file.voucher)).toHaveLength(1);
    });

    test('a rate limit is a definite no for now', async ({ skip }) => {
      if (erp.rateLimitNext === undefined) return skip('nobody is there to ask for a wait');
      const file = aFile(await aPostedVoucher(erp), 1);
      await erp.rateLimitNext();
      expect(await attach(erp.gateway, file)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_RATE_LIMITED' } });
      expect(await find(erp.gateway, file)).toEqual({ kind: 'absent' });
      expect(await filesOf(erp, file.voucher)).toEqual([]);
    });

    test('no answer before the deadline leaves the receipt unknown', async () => {
      const file = aFile(await aPostedVoucher(erp), 1);
      await erp.hangNext();
      expect((await attach(erp.gateway, file, 700)).kind).toBe('unknown');
    });

    test('after its signal nothing is sent', async () => {
      const file = aFile(await aPostedVoucher(erp), 1);
      const outcome = await deskOf(erp.gateway).attach(file, { signal: AbortSignal.abort() });
      expect(['retry', 'unknown']).toContain(outcome.kind);
      expect(await filesOf(erp, file.voucher)).toEqual([]);
    });

    test('a refused connection is a definite no, and a look-up over it never says absent', async () => {
      const file = aFile(await aPostedVoucher(erp), 1);
      const outcome = await attach(erp.unreachable, file);
      expect(outcome).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNREACHABLE' } });
      expect((await find(erp.unreachable, file)).kind).toBe('cannot-tell');
    });

    test('refused credentials are a definite no that names the sign-in, and a look-up with them never says absent', async () => {
      const file = aFile(await aPostedVoucher(erp), 1);
      const failure = { code: 'ERP_AUTHENTICATION_FAILED' };
      expect(await attach(erp.refusedSignIn, file)).toMatchObject({ kind: 'retry', failure });
      expect((await find(erp.refusedSignIn, file)).kind).toBe('cannot-tell');
      expect(await filesOf(erp, file.voucher)).toEqual([]);
    });

    test('a look-up that the server fails to answer never says absent', async () => {
      const file = aFile(await aPostedVoucher(erp), 1);
      await erp.breakReads();
      expect((await find(erp.gateway, file)).kind).toBe('cannot-tell');
      await erp.mend();
    });

    test('a file above the limit is refused, and nothing is sent', async () => {
      const voucher = await aPostedVoucher(erp);
      const content = new Uint8Array(deskOf(erp.gateway).maxBytes + 1);
      const outcome = await attach(erp.gateway, { ...aFile(voucher, 1), content });
      expect(outcome).toMatchObject({ kind: 'rejected', failure: { code: 'RECEIPT_TOO_LARGE' } });
      expect(await filesOf(erp, voucher)).toEqual([]);
    });
  });
}

/** Every byte there is, so that no text encoding survives unnoticed, and different for every receipt. */
function aFile(
  voucher: ReceiptVoucher,
  position: number,
  mediaType: 'application/pdf' | 'image/png' = 'application/pdf',
) {
  const marked = new TextEncoder().encode(`%PDF-1.7 ${voucher.reference} ${position}\r\n`);
  const content = Uint8Array.from([...marked, ...Array.from({ length: 256 }, (_, at) => at)]);
  return { voucher, position, fileName: erpFileName(voucher.reference, position, mediaType), mediaType, content };
}

interface Posted {
  readonly voucher: Voucher;
  readonly receiptVoucher: ReceiptVoucher;
}

async function post(erp: ReceiptDeskHarness): Promise<Posted> {
  const voucher = aVoucher(erp.codes);
  const { reference } = voucher;
  const batchKey = `F${reference.slice(-9)}`;
  const answers = await erp.gateway.postVouchers([erp.gateway.render(voucher)], { ...patience(), batchKey });
  const taken = answers.get(reference);
  if (taken?.kind !== 'booked' && taken?.kind !== 'accepted') throw new Error(`Not taken: ${JSON.stringify(taken)}`);
  const state = taken.kind === 'booked' ? 'synced' : 'accepted';
  return { voucher, receiptVoucher: { reference, batchKey, erpReference: taken.erpReference, state } };
}

/** One whose receipts the desk takes now. */
async function aPostedVoucher(erp: ReceiptDeskHarness): Promise<ReceiptVoucher> {
  const { receiptVoucher } = await post(erp);
  return erp.bookedOnly ? await onceBooked(erp, receiptVoucher) : receiptVoucher;
}

async function onceBooked(erp: ReceiptDeskHarness, voucher: ReceiptVoucher): Promise<ReceiptVoucher> {
  await erp.book();
  const { reference, batchKey } = voucher;
  const found = (await erp.gateway.findVouchers([{ reference, batchKey }], patience())).get(reference);
  if (found?.kind !== 'booked') throw new Error(`Not booked: ${JSON.stringify(found)}`);
  return { ...voucher, state: 'synced', erpReference: found.erpReference };
}

function deskOf(gateway: AccountingGateway): ReceiptDesk {
  if (gateway.receipts === undefined) throw new Error('The gateway has no desk.');
  return gateway.receipts;
}

const attach = (gateway: AccountingGateway, file: ReceiptFile, ms?: number) =>
  deskOf(gateway).attach(file, patience(ms));

const find = (gateway: AccountingGateway, file: ReceiptFile) => deskOf(gateway).find(file, patience());

async function filesOf(erp: ReceiptDeskHarness, { reference }: ReceiptVoucher) {
  return (await erp.filesOf(reference)).map(({ fileName, content }) => [fileName, hexOf(content)] as const);
}

const hexOf = (bytes: Uint8Array) => Array.from(bytes, (it) => it.toString(16).padStart(2, '0')).join('');
