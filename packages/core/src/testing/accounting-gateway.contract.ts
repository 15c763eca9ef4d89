import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Voucher } from '../domain/voucher.ts';
import { compareVoucher } from '../domain/voucher-comparison.ts';
import type { AccountingGateway, FindOutcome, PostOutcome } from '../ports/accounting-gateway.ts';
import { aVoucher, type VoucherTraits } from './builders.ts';

/** What the contract needs of the ERP behind a gateway: its valid codes, its faults and a look into its own ledger. */
export interface GatewayHarness {
  readonly gateway: AccountingGateway;
  /** A gateway whose address nobody listens on. */
  readonly unreachable: AccountingGateway;
  /** A gateway with credentials that the ERP refuses. */
  readonly refusedSignIn: AccountingGateway;
  /** Codes that exist in the ERP, and an account that does not. */
  readonly codes: Required<Pick<VoucherTraits, 'debitAccount' | 'creditAccount' | 'costCenter'>> & {
    readonly unknownAccount: string;
  };
  /** The next posting is committed and its answer lost. */
  loseNextReply(): Promise<void>;
  /** The next posting is refused because of too many requests, with a wait of some seconds. */
  rateLimitNext(): Promise<void>;
  /** The next posting is committed, but answered only after the caller's patience. */
  hangNext(): Promise<void>;
  /** Every question is answered with an error of the server until {@link mend}. */
  breakReads(): Promise<void>;
  mend(): Promise<void>;
  /** The ERP books what it has accepted. */
  book(): Promise<void>;
  /** How often the ERP's own ledger has the reference. */
  timesBooked(reference: string): Promise<number>;
  close(): Promise<void>;
}

const patience = (ms = 20_000) => ({ signal: AbortSignal.timeout(ms) });

/** What every door to an ERP promises. Run by the fake and by each profile of each connector, without exceptions. */
export function accountingGatewayContract(name: string, open: () => Promise<GatewayHarness>): void {
  describe(`${name}: the accounting gateway's contract`, () => {
    let erp: GatewayHarness;
    let batches = 0;
    beforeEach(async () => {
      erp = await open();
    });
    afterEach(() => erp.close());

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

    test('every voucher of a batch is answered for by its reference', async () => {
      const vouchers = [valid(), valid(), valid()];
      const { answers } = await post(vouchers);
      for (const it of vouchers) expectTaken(answers.get(it.reference));
      await erp.book();
      for (const it of vouchers) expect(await erp.timesBooked(it.reference)).toBe(1);
    });

    test('a voucher on an unknown account is rejected, and nothing of it is booked', async () => {
      const [bad, good] = [valid({ debitAccount: erp.codes.unknownAccount }), valid()];
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

    test('a rate limit is a definite no for now, with the wait that was asked for', async () => {
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

    test('the bytes of a voucher are the same every time and carry its reference', () => {
      const it = valid();
      expect(erp.gateway.render(it)).toEqual(erp.gateway.render(it));
      expect(erp.gateway.render(it).payload).toContain(it.reference);
    });

    test('CFG-2 CFG-3 a connection test names the ledger and lists ledger accounts and cost centers', async () => {
      const report = await erp.gateway.testConnection(patience());
      expect(report.ledger.id).not.toBe('');
      expect(report.ledgerAccounts.find((it) => it.number === erp.codes.debitAccount)?.postable).toBe(true);
      expect(report.costCenters.map((it) => it.code)).toContain(erp.codes.costCenter);
    });

    test('the master data hold what a voucher may point at, and say nothing else', async () => {
      const { ledgerAccounts, dimensions } = await erp.gateway.readMasterData(patience());
      const account = (number: string) => standing(ledgerAccounts, ({ number: it }) => it === number);
      expect(['postable', 'not listed']).toContain(account(erp.codes.debitAccount));
      expect(['postable', 'not listed']).toContain(account(erp.codes.creditAccount));
      expect(['unknown', 'not listed']).toContain(account(erp.codes.unknownAccount));
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
