import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { type CalendarDate, parseCalendarDate } from '../domain/calendar-date.ts';
import { reversalOf } from '../domain/reversal.ts';
import { type Voucher, voucherTotal } from '../domain/voucher.ts';
import { compareVoucher } from '../domain/voucher-comparison.ts';
import type { AccountingGateway, FindOutcome, PostOutcome } from '../ports/accounting-gateway.ts';
import { aReference, aVoucher, type VoucherTraits } from './builders.ts';

/** What the contract needs of the ERP behind a gateway: its valid codes, its faults and a look into its own ledger. */
export type GatewayHarness = AnyHarness & (AnsweringErp | NobodyAnswers);

interface AnyHarness {
  readonly gateway: AccountingGateway;
  /** A gateway whose address nobody listens on. */
  readonly unreachable: AccountingGateway;
  /** A gateway with credentials that the ERP refuses. */
  readonly refusedSignIn: AccountingGateway;
  /** Codes that exist in the ERP. */
  readonly codes: Required<Pick<VoucherTraits, 'debitAccount' | 'creditAccount' | 'costCenter'>>;
  /** The next posting is committed and its answer lost. */
  loseNextReply(): Promise<void>;
  /** The next posting is committed, but answered only after the caller's patience. */
  hangNext(): Promise<void>;
  /** Every question is answered with an error of the server until {@link mend}. */
  breakReads(): Promise<void>;
  mend(): Promise<void>;
  /** The ERP books what it has accepted. */
  book(): Promise<void>;
  /** How often the ERP's own ledger has the reference. */
  timesBooked(reference: string): Promise<number>;
  /** The ledger's own number of what it has booked under the reference; where its gateway can be asked for numbers. */
  numberOf?(reference: string): Promise<string>;
  close(): Promise<void>;
}

/** An ERP that answers for itself: it knows its chart of accounts, and may ask a caller to wait. Every one over a network is. */
interface AnsweringErp {
  /** An account that does not exist in the ERP. */
  readonly codes: { readonly unknownAccount: string };
  /** The next posting is refused because of too many requests, with a wait of some seconds. */
  rateLimitNext(): Promise<void>;
}

/**
 * Vouchers are left where a person finds them later, so nobody is there to know an account or to ask for a wait. The contract sees to it that who claims
 * this opens no connection and pretends to no list.
 */
interface NobodyAnswers {
  readonly codes: { readonly unknownAccount?: undefined };
  readonly rateLimitNext?: undefined;
}

const patience = (ms = 20_000) => ({ signal: AbortSignal.timeout(ms) });

/** What every door to an ERP promises. Run by the fake and by each profile of each connector; only {@link NobodyAnswers} leaves anything out. */
export function accountingGatewayContract(name: string, open: () => Promise<GatewayHarness>): void {
  describe(`${name}: the accounting gateway's contract`, () => {
    let erp: GatewayHarness;
    let connect: MockInstance<Socket['connect']>;
    let batches = 0;
    beforeEach(async () => {
      connect = vi.spyOn(Socket.prototype, 'connect');
      erp = await open();
    });
    afterEach(async () => {
      const connections = connect.mock.calls.length;
      connect.mockRestore();
      await erp.close();
      if (erp.rateLimitNext === undefined) expect(connections, 'connections of a gateway to nobody').toBe(0);
    });

    const valid = (traits: VoucherTraits = {}) => aVoucher({ ...erp.codes, ...traits });
    const post = (vouchers: readonly Voucher[], gateway = erp.gateway, ms?: number) => {
      batches += 1;
      const batchKey = `T${Date.now().toString(36).toUpperCase()}${batches.toString(36).toUpperCase()}`;
      return gateway
        .postVouchers(
          vouchers.map((it) => gateway.render(it)),
          { ...patience(ms), batchKey },
        )
        .then((answers) => ({ answers, batchKey }));
    };
    const find = async (it: Voucher, batchKey: string | null = null): Promise<FindOutcome | undefined> =>
      (await erp.gateway.findVouchers([{ reference: it.reference, batchKey }], patience())).get(it.reference);
    const expectTaken = (outcome: PostOutcome | undefined) => expect(['booked', 'accepted']).toContain(outcome?.kind);

    test('DOD-1 DOD-2 a posted voucher is in the ledger once, with its ledger accounts and cost center, to the øre', async () => {
      const it = valid({ debits: [1n, 84_250n, 99_999_999_99n] });
      const { answers, batchKey } = await post([it]);
      expectTaken(answers.get(it.reference));
      await erp.book();
      const found = await find(it, batchKey);
      expect(found).toMatchObject({ kind: 'booked', copies: 1 });
      expect(found?.kind === 'booked' ? compareVoucher(it, found.lines) : ['not booked']).toEqual([]);
      expect(await erp.timesBooked(it.reference)).toBe(1);
    });

    test('a voucher and the one that takes it back are both in the ledger once, each as it was sent', async () => {
      const it = valid({ debits: [1n, 84_250n] });
      const names = { reference: aReference(), voucherNumber: it.voucherNumber + 1_000_000 };
      const back = reversalOf(it, names);
      for (const each of [it, back]) {
        const { answers, batchKey } = await post([each]);
        expectTaken(answers.get(each.reference));
        await erp.book();
        const found = await find(each, batchKey);
        expect(found).toMatchObject({ kind: 'booked', copies: 1 });
        expect(found?.kind === 'booked' && found.linesHidden !== true ? compareVoucher(each, found.lines) : []).toEqual(
          [],
        );
        expect(await erp.timesBooked(each.reference)).toBe(1);
      }
    });

    test('every voucher of a batch is answered for by its reference', async () => {
      const vouchers = [valid(), valid(), valid()];
      const { answers } = await post(vouchers);
      for (const it of vouchers) expectTaken(answers.get(it.reference));
      await erp.book();
      for (const it of vouchers) expect(await erp.timesBooked(it.reference)).toBe(1);
    });

    test('a voucher on an unknown account is rejected, and nothing of it is booked', async ({ skip }) => {
      const { unknownAccount } = erp.codes;
      if (unknownAccount === undefined) return skip('nobody is there to know the accounts');
      const [bad, good] = [valid({ debitAccount: unknownAccount }), valid()];
      const { answers, batchKey } = await post([good, bad]);
      expect(answers.get(bad.reference)).toMatchObject({
        kind: 'rejected',
        failure: { code: 'ERP_UNKNOWN_LEDGER_ACCOUNT' },
      });
      expect(['retry', 'booked', 'accepted']).toContain(answers.get(good.reference)?.kind);
      if (answers.get(good.reference)?.kind === 'retry') expectTaken((await post([good])).answers.get(good.reference));
      await erp.book();
      expect(await erp.timesBooked(bad.reference)).toBe(0);
      expect(await erp.timesBooked(good.reference)).toBe(1);
      expect(await find(bad, batchKey)).toEqual({ kind: 'absent' });
    });

    test('RTY-4 a lost answer leaves the voucher unknown, and a look-up finds it once', async () => {
      const it = valid();
      await erp.loseNextReply();
      const { answers, batchKey } = await post([it]);
      expect(answers.get(it.reference)?.kind).toBe('unknown');
      await erp.book();
      expect(await find(it, batchKey)).toMatchObject({ kind: 'booked', copies: 1 });
      expect(await erp.timesBooked(it.reference)).toBe(1);
    });

    test('a rate limit is a definite no for now, with the wait that was asked for', async ({ skip }) => {
      if (erp.rateLimitNext === undefined) return skip('nobody is there to ask for a wait');
      const it = valid();
      await erp.rateLimitNext();
      const { answers, batchKey } = await post([it]);
      expect(answers.get(it.reference)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_RATE_LIMITED' } });
      await erp.book();
      expect(await find(it, batchKey)).toEqual({ kind: 'absent' });
      expect(await erp.timesBooked(it.reference)).toBe(0);
    });

    test('no answer before the deadline leaves the voucher unknown', async () => {
      const it = valid();
      await erp.hangNext();
      const { answers } = await post([it], erp.gateway, 700);
      expect(answers.get(it.reference)?.kind).toBe('unknown');
    });

    test('a refused connection is a definite no, and a look-up over it never says absent', async () => {
      const it = valid();
      const { answers } = await post([it], erp.unreachable);
      expect(answers.get(it.reference)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNREACHABLE' } });
      const found = await erp.unreachable.findVouchers([{ reference: it.reference, batchKey: null }], patience());
      expect(found.get(it.reference)?.kind).toBe('unavailable');
    });

    test('refused credentials are a definite no that names the sign-in', async () => {
      const it = valid();
      const { answers } = await post([it], erp.refusedSignIn);
      expect(answers.get(it.reference)).toMatchObject({
        kind: 'retry',
        failure: { code: 'ERP_AUTHENTICATION_FAILED' },
      });
      await expect(erp.refusedSignIn.testConnection(patience())).rejects.toMatchObject({
        code: 'ERP_AUTHENTICATION_FAILED',
      });
      await erp.book();
      expect(await erp.timesBooked(it.reference)).toBe(0);
    });

    test('a look-up that the server fails to answer never says absent', async () => {
      await erp.breakReads();
      expect(['unavailable', 'cannot-tell']).toContain((await find(valid()))?.kind);
      await erp.mend();
    });

    test('what was never sent is absent', async () => {
      expect(await find(valid())).toEqual({ kind: 'absent' });
    });

    test('a voucher that is posted twice is reported as two copies, unless the ERP itself sees to it that there is one', async () => {
      const it = valid();
      await post([it]);
      await erp.book();
      const { batchKey } = await post([it]);
      await erp.book();
      const copies = erp.gateway.traits.duplicateGuard === 'look-up' ? 2 : 1;
      expect(await erp.timesBooked(it.reference)).toBe(copies);
      expect(await find(it, batchKey)).toMatchObject({ kind: 'booked', copies });
    });

    test('a look-up that only reads finds what is booked, and knows no more of what is not', async () => {
      const it = valid();
      const { batchKey } = await post([it]);
      await erp.book();
      const ask = async ({ reference }: Voucher, key: string | null) =>
        (await erp.gateway.findVouchers([{ reference, batchKey: key }], { ...patience(), readsOnly: true })).get(
          reference,
        );
      for (const key of [null, batchKey]) {
        const found = await ask(it, key);
        expect(found).toMatchObject({ kind: 'booked', copies: 1 });
        if (found?.kind !== 'booked' || found.linesHidden === true) continue;
        expect(compareVoucher(it, found.lines)).toEqual([]);
      }
      expect(await ask(valid(), null)).toEqual({ kind: 'absent' });
      expect(await erp.timesBooked(it.reference)).toBe(1);
    });

    test('a list of references, where there is one, has every booking of ours with its date and sum, and nothing that is not booked', async ({
      skip,
    }) => {
      const { gateway } = erp;
      if (gateway.listReferences === undefined) return skip('this ERP has no such list');
      const vouchers = [valid({ debits: [1n, 99_999_999_99n] }), valid({ debits: [84_250n] })];
      const [{ postingDate }] = [valid()];
      const list = async (from: CalendarDate, to: CalendarDate) =>
        (await gateway.listReferences?.({ from, to }, patience())) ?? [];
      await post(vouchers);
      const ours = new Set(vouchers.map(({ reference }) => reference));
      await erp.book();
      const listed = (await list(postingDate, postingDate)).filter(({ reference }) => ours.has(reference));
      expect(new Map(listed.map((it) => [it.reference, [it.postingDate, it.debitMinor]]))).toEqual(
        new Map(vouchers.map((it) => [it.reference, [postingDate, voucherTotal(it).minor]])),
      );
      expect(listed).toHaveLength(2);
      expect(listed.every(({ erpReference }) => erpReference !== '')).toBe(true);
      const year = Number(postingDate.slice(0, 4)) - 1;
      const before = await list(parseCalendarDate(`${year}-01-01`), parseCalendarDate(`${year}-12-31`));
      expect(before.filter(({ reference }) => ours.has(reference))).toEqual([]);
    });

    test('a list of references that could not be read to its end is an error, never a shorter list', async ({
      skip,
    }) => {
      const { gateway } = erp;
      if (gateway.listReferences === undefined) return skip('this ERP has no such list');
      await erp.breakReads();
      const { postingDate } = valid();
      const reading = gateway.listReferences({ from: postingDate, to: postingDate }, patience());
      await expect(reading).rejects.toMatchObject({ name: 'SyncError' });
      await erp.mend();
    });

    test('RTY-1 what is booked is found by the ledger’s own number, with its date and sum; a number that the ledger does not have finds nothing', async ({
      skip,
    }) => {
      const { gateway } = erp;
      if (gateway.findByNumber === undefined) return skip('this ERP cannot be asked for a number');
      const [it, other] = [valid({ debits: [1n, 99_999_999_99n] }), valid({ debits: [84_250n] })];
      await post([it, other]);
      await erp.book();
      const voucherNumber = (await erp.numberOf?.(it.reference)) ?? '';
      expect(voucherNumber).not.toBe('');
      for (const typed of [voucherNumber, ` ${voucherNumber} `]) {
        const [booking, ...more] = await gateway.findByNumber(typed, patience());
        expect(booking).toMatchObject({ postingDate: it.postingDate, debitMinor: voucherTotal(it).minor });
        expect([booking?.erpReference === '', more]).toEqual([false, []]);
      }
      for (const nowhere of ['99999999', "x' or 1 eq 1 or '", '"} { __typename', '9'.repeat(50), 'Ærlig ☃']) {
        expect([nowhere, await gateway.findByNumber(nowhere, patience())]).toEqual([nowhere, []]);
      }
      expect(await erp.timesBooked(it.reference)).toBe(1);
    });

    test('a number that could not be looked up is an error, never nothing', async ({ skip }) => {
      const { gateway } = erp;
      if (gateway.findByNumber === undefined) return skip('this ERP cannot be asked for a number');
      await erp.breakReads();
      await expect(gateway.findByNumber('10001', patience())).rejects.toMatchObject({ name: 'SyncError' });
      await erp.mend();
    });

    test('the bytes of a voucher are the same every time and carry its reference', () => {
      const it = valid();
      expect(erp.gateway.render(it)).toEqual(erp.gateway.render(it));
      expect(erp.gateway.render(it).payload).toContain(it.reference);
    });

    test('CFG-2 CFG-3 a connection test names the ledger and lists ledger accounts and cost centers', async () => {
      const report = await erp.gateway.testConnection(patience());
      expect(report.ledger.id).not.toBe('');
      const { debitAccount, costCenter, unknownAccount } = erp.codes;
      const hasLists = unknownAccount !== undefined;
      const account = report.ledgerAccounts.find((it) => it.number === debitAccount);
      expect([report.ledgerAccounts.length > 0, account?.postable ?? false]).toEqual([hasLists, hasLists]);
      const codes = report.costCenters.map((it) => it.code);
      expect([codes.length > 0, codes.includes(costCenter)]).toEqual([hasLists, hasLists]);
    });

    test('the master data hold what a voucher may point at, and say nothing else', async () => {
      const { ledgerAccounts, dimensions } = await erp.gateway.readMasterData(patience());
      const account = (number: string) => standing(ledgerAccounts, ({ number: it }) => it === number);
      expect(['postable', 'not listed']).toContain(account(erp.codes.debitAccount));
      expect(['postable', 'not listed']).toContain(account(erp.codes.creditAccount));
      const { unknownAccount } = erp.codes;
      const standings = unknownAccount === undefined ? ['not listed'] : ['unknown', 'not listed'];
      expect(standings).toContain(account(unknownAccount ?? 'any'));
      const costCenter = standing(dimensions?.['costCenter'], ({ code }) => code === erp.codes.costCenter);
      expect(['postable', 'not listed']).toContain(costCenter);
    });

    test('master data that could not be read to the end are an error, never a shorter list', async () => {
      await erp.breakReads();
      await expect(erp.gateway.readMasterData(patience())).rejects.toMatchObject({ name: 'SyncError' });
      await erp.mend();
    });
  });
}

function standing<T extends { readonly postable: boolean }>(list: readonly T[] | undefined, isIt: (it: T) => boolean) {
  if (list === undefined) return 'not listed';
  const found = list.find(isIt);
  if (found === undefined) return 'unknown';
  return found.postable ? 'postable' : 'closed';
}
