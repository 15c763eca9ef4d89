import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { listedBy, patience } from '../support/sandbox.ts';
import { asPerson } from './support/person.ts';
import { openSandbox, type Sandbox, valid } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox.mock.world.faults.clear());
afterAll(() => sandbox[Symbol.asyncDispose]());

const list = (from: string, to = from) => listedBy(sandbox.gateway, from, to);

test('a look-up that only reads leaves a half-done journal where it is, and settles nothing by it', async () => {
  const it = valid();
  sandbox.mock.world.faults.add({ operation: 'bc.post', effect: { kind: 'drop-before' }, times: 1 });
  const { batchKey, of } = await sandbox.post([it]);
  expect(of(it)?.kind).toBe('unknown');
  const before = sandbox.mock.businessCentral.journals();
  const ask = async (readsOnly: boolean) => {
    const query = { reference: it.reference, batchKey };
    return (await sandbox.gateway.findVouchers([query], { ...patience(), readsOnly })).get(it.reference)?.kind;
  };
  expect(await ask(true)).toBe('cannot-tell');
  expect(sandbox.mock.businessCentral.journals()).toEqual(before);
  expect(await ask(false)).toBe('absent');
});

test('the list has each posting of a month with its day and sum; one that was reversed on the day is not in it', async () => {
  const [once, twice, reversed] = [
    valid({ postingDate: '2026-03-11', debits: [101n] }),
    valid({ postingDate: '2026-03-11', debits: [202n] }),
    valid({ postingDate: '2026-03-11', debits: [404n] }),
  ];
  for (const it of [once, twice, reversed]) await sandbox.post([it]);
  await sandbox.post([twice]);
  const [booking] = sandbox.mock.world.ledger.list({ reference: reversed.reference });
  if (booking === undefined) throw new Error('It was booked.');
  const { sequence: _sequence, ...voucher } = booking;
  const lines = voucher.lines.map((line, at) => ({
    ...line,
    amountMinor: -line.amountMinor,
    details: { ...line.details, entryNumber: String(900_000 + at) },
  }));
  sandbox.mock.world.ledger.book({ ...voucher, voucherNumber: 'reversal', lines });
  const listed = await list('2026-03-01', '2026-03-31');
  expect(
    listed
      .map((it) => [it.reference, it.postingDate, it.debitMinor])
      .map(String)
      .toSorted(),
  ).toEqual(
    [
      [once.reference, '2026-03-11', 101n],
      [twice.reference, '2026-03-11', 202n],
      [twice.reference, '2026-03-11', 202n],
    ]
      .map(String)
      .toSorted(),
  );
  expect(await list('2026-03-10')).toEqual([]);
  expect(await list('2026-03-12')).toEqual([]);
});

test('a server that refuses to filter by a prefix is asked for the days, and what is not ours is left out', async () => {
  const ours = valid({ postingDate: '2026-03-20', debits: [777n] });
  await sandbox.post([ours]);
  const refusal = { error: { code: 'BadRequest_MethodNotImplemented', message: 'Not supported.' } };
  const effect = { kind: 'status', status: 501, body: refusal } as const;
  sandbox.mock.world.faults.add({ operation: 'bc.generalLedgerEntries', effect, times: 1 });
  expect(await list('2026-03-20')).toMatchObject([{ reference: ours.reference, debitMinor: 777n }]);
});

test('nothing is listed that lies in a journal', async () => {
  const staging = sandbox.open({ post: false });
  const it = valid({ postingDate: '2026-03-25' });
  await sandbox.post([it], staging);
  expect(await list('2026-03-25')).toEqual([]);
  for (const { id } of sandbox.mock.businessCentral.journals())
    await asPerson(sandbox.mock, 'POST', `journals(${id})/Microsoft.NAV.post`);
  expect(await list('2026-03-25')).toMatchObject([{ reference: it.reference }]);
});

test('RTY-1 a document number finds each posting under it day by day, however it is written; a reversed one is gone', async () => {
  const it = valid({ postingDate: '2026-03-17', debits: [505n] });
  await sandbox.post([it]);
  const find = async (number: string) =>
    ((await sandbox.gateway.findByNumber?.(number, patience())) ?? []).map((found) => [
      found.postingDate,
      found.debitMinor,
    ]);
  expect(await find(` ${it.reference.toLowerCase()} `)).toEqual([['2026-03-17', 505n]]);
  const [booking] = sandbox.mock.world.ledger.list({ reference: it.reference });
  if (booking === undefined) throw new Error('It was booked.');
  const { sequence: _sequence, ...voucher } = booking;
  const copy = (postingDate: string, sign: number, from: number) => ({
    ...voucher,
    voucherNumber: String(from),
    postingDate,
    lines: voucher.lines.map((line, at) => ({
      ...line,
      amountMinor: sign * line.amountMinor,
      details: { ...line.details, entryNumber: String(from + at) },
    })),
  });
  sandbox.mock.world.ledger.book(copy('2026-03-18', 1, 910_000));
  expect((await find(it.reference)).map(String).toSorted()).toEqual(['2026-03-17,505', '2026-03-18,505']);
  sandbox.mock.world.ledger.book(copy('2026-03-18', -1, 920_000));
  expect(await find(it.reference)).toEqual([['2026-03-17', 505n]]);
});
