import { compareVoucher, type ErpCall } from '@bilag/core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { look, patience } from '../support/sandbox.ts';
import { codes, openSandbox, type Sandbox, valid, withLines } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox.mock.world.faults.clear());
afterAll(() => sandbox[Symbol.asyncDispose]());

const journals = () => sandbox.mock.finance.journals();

describe('a batch', () => {
  test('lies in a journal of its own, named for it, and each voucher’s bytes went out as they were previewed', async () => {
    const [one, two] = [valid(), valid()];
    const { of } = await sandbox.post([one, two]);
    expect(of(one)).toEqual(of(two));
    const { header, lines } = journals().at(-1) ?? { header: {}, lines: [] };
    expect(header).toMatchObject({ dataAreaId: 'hlf', JournalName: 'GenJrn', IsPosted: 'No' });
    expect(header['Description']).toMatch(/^Bilag [0-9A-Z]{12}$/);
    expect(header['IntegrationKey']).toBe(header['Description']);
    expect(lines).toHaveLength(6);
    const sent = sandbox.requests('finance.batch').at(-1)?.body ?? '';
    for (const it of [one, two]) {
      const { payload } = sandbox.gateway.render(it);
      const parts = payload.slice('{"LedgerJournalLines":[{'.length, -3).split('},{');
      expect(parts).toHaveLength(3);
      for (const part of parts) expect(sent).toContain(part);
    }
  });

  test('with vouchers on unknown accounts is written but for those, in one journal', async () => {
    const vouchers = [1, 2, 3, 4, 5].map((at) => valid(at % 2 === 0 ? { debitAccount: codes.unknownAccount } : {}));
    const { of } = await sandbox.post(vouchers);
    expect(vouchers.map((it) => of(it)?.kind)).toEqual(['accepted', 'rejected', 'accepted', 'rejected', 'accepted']);
    expect(journals().at(-1)?.lines).toHaveLength(9);
  });

  test('of which nothing was written leaves no journal', async () => {
    const before = journals().length;
    const it = valid({ debitAccount: codes.unknownAccount });
    expect((await sandbox.post([it])).of(it)?.kind).toBe('rejected');
    expect(journals()).toHaveLength(before);
  });

  test.each(['partial-batch', 'omit-batch-results', 'shuffle-batch-results'] as const)(
    'that is answered by %s is judged by what is in the journal',
    async (kind) => {
      const [one, two] = [valid(), valid({ debitAccount: codes.unknownAccount })];
      const effect = kind === 'shuffle-batch-results' ? { kind } : { kind, items: 1 };
      sandbox.failOnce('finance.batch', effect);
      const { batchKey, of } = await sandbox.post([one, two]);
      expect(of(one)?.kind).toBe('accepted');
      expect(['rejected', 'retry']).toContain(of(two)?.kind);
      expect(await look(sandbox.gateway, two, batchKey)).toEqual({ kind: 'absent' });
    },
  );

  test('that was answered for and is not there is in doubt, not refused', async () => {
    const it = valid();
    sandbox.failOnce('finance.LedgerJournalLines.create', { kind: 'status', status: 201, body: {} });
    const { of } = await sandbox.post([it]);
    // The others of the change set were written, so it is half there: taken out, and sent again.
    expect(of(it)?.kind).toBe('retry');
    expect(journals().flatMap(({ lines }) => lines.filter(({ Document: doc }) => doc === it.reference))).toEqual([]);
  });

  test.each([400, 409, 500])(
    'that was refused as a whole with %i after it was written is found written',
    async (status) => {
      const [one, two] = [valid(), valid()];
      const body = { error: { innererror: { message: 'Write failed for table row. Infolog: Error: Nope.' } } };
      sandbox.failOnce('finance.batch', { kind: 'commit-then-status', status, body });
      const { of } = await sandbox.post([one, two]);
      expect([of(one)?.kind, of(two)?.kind]).toEqual(['accepted', 'accepted']);
    },
  );

  test('that shares line numbers is not sent together', async () => {
    const [one, two] = [valid({ voucherNumber: 5 }), valid({ voucherNumber: 2_000_005 })];
    const { of } = await sandbox.post([one, two]);
    for (const it of [one, two]) {
      expect(of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_BATCH_REFUSED' } });
    }
  });
});

describe('a voucher', () => {
  test('of 250 lines is written whole and comes back to the øre', async () => {
    const it = valid({ debits: Array.from({ length: 250 }, (_, at) => BigInt(at * 7 + 1)) });
    const { batchKey, of } = await sandbox.post([it]);
    expect(of(it)?.kind).toBe('accepted');
    const found = await look(sandbox.gateway, it, batchKey);
    expect(found?.kind === 'accepted' ? compareVoucher(it, found.lines) : ['not there']).toEqual([]);
    await sandbox.book();
    expect(sandbox.timesBooked(it)).toBe(1);
  });

  test('of a payee with a vendor is compared on the summary account, before and after posting', async () => {
    const it = withLines(valid(), {}, {}, { ledgerAccount: '2400', subledger: 'V2001' });
    const { batchKey, of } = await sandbox.post([it]);
    expect(of(it)?.kind).toBe('accepted');
    const staged = await look(sandbox.gateway, it, batchKey);
    expect(staged?.kind === 'accepted' ? compareVoucher(it, staged.lines) : ['not there']).toEqual([]);
    await sandbox.book();
    const booked = await look(sandbox.gateway, it, batchKey);
    expect(booked?.kind === 'booked' ? compareVoucher(it, booked.lines) : ['not booked']).toEqual([]);
  });

  test.each([
    ['quotes and a multipart border', '"\'`\r\n--batch_1--\r\n\r\nDELETE x HTTP/1.1'],
    ['control characters', '\u0000\u0007\u001b[31m\u2028'],
    ['emoji', 'Tog 🚆 til Bodø – 👨‍👩‍👧'],
    ['half a character', 'a\uD83D'],
    ['ten thousand characters', 'æ'.repeat(10_000)],
    ['nothing', ''],
  ])('whose text has %s arrives unchanged, at most cut at 60 characters', async (_what, text) => {
    const it = withLines(valid(), { text });
    const { of } = await sandbox.post([it]);
    expect(of(it)?.kind).toBe('accepted');
    const line = journals()
      .flatMap(({ lines }) => lines)
      .find(({ Document: doc }) => doc === it.reference);
    expect(line?.['Text']).toBe(text.slice(0, 60));
  });
});

describe('ERP calls', () => {
  test('a thousand two-line vouchers take ten requests, and eight more to look them up', async () => {
    const calls: ErpCall[] = [];
    await using quiet = await openSandbox({}, {}, (call) => void calls.push(call));
    const vouchers = Array.from({ length: 1_000 }, () => valid({ debits: [10_000n] }));
    const { maxVouchersPerCall, maxReferencesPerLookUp } = quiet.gateway.traits;
    for (let at = 0; at < 1_000; at += maxVouchersPerCall) {
      const batch = vouchers.slice(at, at + maxVouchersPerCall);
      const { of } = await quiet.post(batch);
      for (const it of batch) expect(of(it)?.kind).toBe('accepted');
    }
    const signingIn = 2;
    expect(calls).toHaveLength(signingIn + 10);
    for (let at = 0; at < 1_000; at += maxReferencesPerLookUp) {
      const batch = vouchers.slice(at, at + maxReferencesPerLookUp);
      const queries = batch.map(({ reference }) => ({ reference, batchKey: 'NOT-NEEDED' }));
      const found = await quiet.gateway.findVouchers(queries, patience());
      for (const { kind } of found.values()) expect(kind).toBe('accepted');
    }
    expect(calls).toHaveLength(signingIn + 18);
  });
});
