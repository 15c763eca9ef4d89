import { createHttpExchange } from '@bilag/connector-http';
import { type AccountingGateway, compareVoucher, type Voucher } from '@bilag/core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parseCredentials } from '../../src/credentials.ts';
import { createFinanceClient } from '../../src/finance/finance-client.ts';
import { createFinanceGateway } from '../../src/finance/finance-gateway.ts';
import { parseSettings } from '../../src/finance/finance-settings.ts';
import { createJournals } from '../../src/finance/journals.ts';
import { createSignIn } from '../../src/sign-in.ts';
import { goodCredentials, look, patience } from '../support/sandbox.ts';
import { lookKnowing, openSandbox, type Sandbox, settingsFor, valid, withLines } from './support/sandbox.ts';
import { startUnkindServer, type Unkindness, type UnkindServer } from './support/unkind-server.ts';

let sandbox: Sandbox;
let server: UnkindServer;
let gateway: AccountingGateway;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterEach(async () => {
  await gateway.close();
  await server[Symbol.asyncDispose]();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

/** The profile’s own parts, put together by hand: the sandbox’s sign-in gives tokens for its own products only. */
async function open(how: Unkindness = {}): Promise<void> {
  server = await startUnkindServer(how);
  const host = { allowLoopback: true, extraCaCertificates: [sandbox.mock.caCertificate] };
  const settings = parseSettings(settingsFor(sandbox.mock, { environmentUrl: server.url }), host);
  const exchange = createHttpExchange(host, { timeoutMs: 5_000, atOnce: 4 });
  const place = { ...settings, scope: 'https://api.businesscentral.dynamics.com/.default' };
  const signIn = createSignIn(place, parseCredentials(goodCredentials), exchange, new AbortController().signal);
  const client = createFinanceClient(settings, exchange, signIn, []);
  gateway = createFinanceGateway({ settings, client, journals: createJournals(client, settings) }, () =>
    exchange.close(),
  );
}

const post = async (...vouchers: readonly Voucher[]) => {
  const { of, batchKey } = await sandbox.post(vouchers, gateway);
  return { batchKey, kinds: vouchers.map((it) => of(it)?.kind), of };
};

/** The names of the journals: only one that says no more than «Bilag» and a key is people's to post. */
const names = () => server.rows.LedgerJournalHeaders.map((it) => String(it['Description']));
const handedOver = () => names().filter((it) => /^Bilag [0-9A-Z]{12}$/.test(it));

/** What a look-up shows of a voucher that was kept otherwise than it was sent. */
async function differenceSeen(it: Voucher, batchKey: string): Promise<string> {
  const found = (await lookKnowing(gateway, [it], batchKey))(it);
  if (found?.kind !== 'accepted') return found?.kind ?? 'nothing';
  return compareVoucher(it, found.lines).length > 0 ? 'lines' : 'nothing';
}

const vatGroups = { SalesTaxGroup: 'DOM', ItemSalesTaxGroup: 'FULL' };

describe('a server that is less kind', () => {
  test('takes vouchers and gives them back, page by page, to the øre', async () => {
    await open();
    const vouchers = [valid({ debits: [1n, 84_250n, 99_999_999_99n] }), valid(), valid()];
    const { batchKey, kinds } = await post(...vouchers);
    expect(kinds).toEqual(['accepted', 'accepted', 'accepted']);
    for (const it of vouchers) {
      const found = await look(gateway, it, batchKey);
      expect(found?.kind === 'accepted' ? compareVoucher(it, found.lines) : ['not there']).toEqual([]);
    }
    server.post();
    expect((await look(gateway, valid(), batchKey))?.kind).toBe('absent');
    for (const it of vouchers) expect(await look(gateway, it, batchKey)).toMatchObject({ kind: 'booked', copies: 1 });
  });

  test('that stops at the first failure and names nothing is understood all the same', async () => {
    await open();
    const vouchers = [valid(), valid({ debitAccount: '9999' }), valid()];
    const { batchKey, of, kinds } = await post(...vouchers);
    expect(kinds).toEqual(['accepted', 'rejected', 'retry']);
    expect(vouchers[2] && of(vouchers[2])).toMatchObject({ failure: { code: 'ERP_BATCH_REFUSED' }, afterMs: 0 });
    for (const it of vouchers.slice(1)) expect(await look(gateway, it, batchKey)).toEqual({ kind: 'absent' });
    expect(server.rows.LedgerJournalLines).toHaveLength(3);
  });

  test.each([
    ['refuses to read it', ['accepted', 'unknown']],
    // A write that was refused is not repeated within the call.
    ['refuses to write it', ['retry', 'accepted']],
  ] as const)('that has no integration key and %s is written to without', async (withoutIntegrationKey, kinds) => {
    await open({ withoutIntegrationKey });
    const it = valid();
    const again = async () => (await sandbox.post([it], gateway, 'SAME')).of(it)?.kind;
    expect([await again(), await again()]).toEqual(kinds);
    expect(server.rows.LedgerJournalHeaders).toHaveLength(1);
    expect(server.rows.LedgerJournalLines).toHaveLength(3);
  });

  test('that takes an integration key only once gets no other journal for the same vouchers with it', async () => {
    await open({ hasUniqueIntegrationKeys: true });
    const it = valid();
    const again = async () => (await sandbox.post([it], gateway, 'SAME')).of(it)?.kind;
    expect(await again()).toBe('accepted');
    // Somebody takes the journal for lines of their own.
    server.rows.LedgerJournalLines = server.rows.LedgerJournalLines.map((row) => ({ ...row, Document: 'HAND' }));
    expect(await again()).toBe('accepted');
    expect(handedOver()).toHaveLength(2);
  });

  test('that numbers vouchers itself keeps their lines together or gets nothing accepted', async () => {
    await open({ numbersVouchers: true });
    expect((await post(valid(), valid())).kinds).toEqual(['accepted', 'accepted']);
    await gateway.close();
    await server[Symbol.asyncDispose]();
    await open({ alters: (line) => ({ ...line, Voucher: 'ALL-THE-SAME' }) });
    const vouchers = [valid(), valid()];
    const { batchKey, kinds } = await post(...vouchers);
    expect(kinds).toEqual(['unknown', 'unknown']);
    // Whoever posted it would book both as one.
    for (const it of vouchers) expect((await look(gateway, it, batchKey))?.kind).toBe('cannot-tell');
    expect(handedOver()).toEqual([]);
  });

  test('that keeps half a change set has it taken out again', async () => {
    await open({ keepsHalves: true });
    const bad = valid({ creditAccount: '9999' });
    const { batchKey, of, kinds } = await post(bad);
    expect(kinds).toEqual(['rejected']);
    expect(of(bad)).toMatchObject({ failure: { code: 'ERP_REFUSED', reply: { status: 500 } } });
    expect(server.rows).toEqual({ LedgerJournalHeaders: [], LedgerJournalLines: [] });
    expect(await look(gateway, bad, batchKey)).toEqual({ kind: 'absent' });
  });

  test.each([
    ['an offset account', 'lines', { offsetAccount: '1920' }],
    ['another amount', 'lines', { alters: (line: object) => ({ ...line, DebitAmount: 1 }) }],
    ['another date', 'cannot-tell', { alters: (line: object) => ({ ...line, TransDate: '2026-01-01T12:00:00Z' }) }],
    ['VAT groups', 'cannot-tell', { alters: (line: object) => ({ ...line, ...vatGroups }) }],
    ['another cost center', 'lines', { alters: (line: object) => ({ ...line, AccountDisplayValue: '7140-100' }) }],
    ['another currency', 'cannot-tell', { alters: (line: object) => ({ ...line, CurrencyCode: 'EUR' }) }],
  ] satisfies [string, string, Unkindness][])(
    'that puts %s on a line gets nothing accepted, nothing is handed over, and nothing is deleted unseen',
    async (_what, seen, how) => {
      await open(how);
      const it = valid();
      const { batchKey, kinds } = await post(it);
      // It gives no tags, so nobody knows whether a person changed the line.
      expect(kinds).toEqual(['unknown']);
      expect(await differenceSeen(it, batchKey)).toBe(seen);
      expect(server.rows.LedgerJournalLines).toHaveLength(3);
      expect(handedOver()).toEqual([]);
    },
  );

  test('whose journal names bring an offset account along has nothing handed over, whether or not it is known what was sent', async () => {
    await open({ offsetAccount: '1920' });
    const it = valid();
    const { batchKey } = await post(it);
    expect((await look(gateway, it, batchKey))?.kind).toBe('accepted');
    expect(handedOver()).toEqual([]);
  });

  test('that moved one voucher of a batch to another day has the journal kept from people, also once only the others are asked for', async () => {
    const [one, moved] = [valid(), valid()];
    await open({
      alters: (line) => (line['Document'] === moved.reference ? { ...line, TransDate: '2026-01-01T12:00:00Z' } : line),
    });
    const { batchKey, kinds } = await post(one, moved);
    expect(kinds).toEqual(['unknown', 'unknown']);
    const found = await lookKnowing(gateway, [one, moved], batchKey);
    expect([found(one)?.kind, found(moved)?.kind]).toEqual(['accepted', 'cannot-tell']);
    expect((await look(gateway, one, batchKey))?.kind).toBe('accepted');
    expect(handedOver()).toEqual([]);
    // Somebody who posts it all the same books it on that day.
    server.post();
    const later = await lookKnowing(gateway, [one, moved], batchKey);
    expect([later(one)?.kind, later(moved)?.kind]).toEqual(['booked', 'cannot-tell']);
  });

  test('whose answer was lost and whose lines are as they were sent is handed over by the look-up', async () => {
    await open();
    const it = withLines(valid(), { taxCode: 'DOM/FULL' });
    const { batchKey } = await post(it);
    server.rows.LedgerJournalHeaders = server.rows.LedgerJournalHeaders.map((row) => ({
      ...row,
      Description: `${String(row['Description'])}: do not post`,
    }));
    expect((await lookKnowing(gateway, [it], batchKey))(it)?.kind).toBe('accepted');
    expect(handedOver()).toHaveLength(1);
  });

  test.each([
    ['a value with the delimiter in it', (line: object) => ({ ...line, DefaultDimensionDisplayValue: 'A-01-B-02' })],
    ['an amount with too many decimals', (line: object) => ({ ...line, DebitAmount: '1.23456' })],
  ])('that puts %s on the lines of one voucher leaves the others in no doubt', async (_what, spoil) => {
    const [one, spoilt, another, elsewhere] = [valid(), valid(), valid(), valid()];
    await open({ alters: (line) => (line['Document'] === spoilt.reference ? { ...line, ...spoil(line) } : line) });
    const { batchKey, kinds, of } = await post(one, spoilt, another);
    // The journal stays as it is while one of its vouchers is in doubt.
    expect(kinds).toEqual(['unknown', 'unknown', 'unknown']);
    expect(of(spoilt)).toMatchObject({ failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' } });
    expect((await post(elsewhere)).kinds).toEqual(['accepted']);
    const vouchers = [one, spoilt, another, elsewhere];
    const found = await lookKnowing(gateway, vouchers, batchKey);
    expect(vouchers.map((it) => found(it)?.kind)).toEqual(['accepted', 'cannot-tell', 'accepted', 'accepted']);
    expect(handedOver()).toHaveLength(1);
  });

  test('that writes document numbers in small letters is understood all the same', async () => {
    await open({ alters: (line) => ({ ...line, Document: ` ${String(line['Document']).toLowerCase()} ` }) });
    const it = valid();
    const { batchKey, kinds } = await post(it);
    expect(kinds).toEqual(['accepted']);
    expect(await look(gateway, it, batchKey)).toMatchObject({ kind: 'accepted', copies: 1 });
  });

  test('that deletes posted lines is not taken for one that has nothing', async () => {
    await open({ forgetsPostedLines: true });
    const it = valid();
    const { batchKey } = await post(it);
    server.post();
    expect(await look(gateway, it, batchKey)).toMatchObject({
      kind: 'cannot-tell',
      failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' },
    });
  });

  test('that cuts descriptions, or makes journals in another company, gets no lines', async () => {
    await open({ descriptionLength: 10 });
    const it = valid();
    expect((await post(it)).of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_PERMISSION_DENIED' } });
    expect(server.rows.LedgerJournalLines).toEqual([]);
    await gateway.close();
    await server[Symbol.asyncDispose]();
    await open({ ignoresCompany: true });
    expect((await post(it)).of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_WRONG_LEDGER' } });
    expect(server.rows.LedgerJournalLines).toEqual([]);
  });

  test('and answers a look-up with lines that make no sense settles nothing', async () => {
    await open({ alters: ({ DebitAmount: _debit, CreditAmount: _credit, ...line }) => line });
    const it = valid();
    const { batchKey } = await post(it);
    expect((await look(gateway, it, batchKey))?.kind).toBe('cannot-tell');
    const found = await gateway.findVouchers([{ reference: it.reference, batchKey: null }], patience());
    expect(found.get(it.reference)?.kind).toBe('cannot-tell');
  });
});
