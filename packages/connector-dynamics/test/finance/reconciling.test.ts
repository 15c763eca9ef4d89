import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { listedBy, patience } from '../support/sandbox.ts';
import { openSandbox, type Sandbox, valid } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox.mock.world.faults.clear());
afterAll(() => sandbox[Symbol.asyncDispose]());

const list = (from: string, to = from) => listedBy(sandbox.gateway, from, to);

test('a look-up that only reads leaves a half-done journal as it is, and settles nothing by it', async () => {
  const it = valid();
  const effect = { kind: 'commit-then-status', status: 504 } as const;
  sandbox.mock.world.faults.add({ operation: 'finance.batch', effect, times: 1 });
  const { batchKey } = await sandbox.post([it]);
  const before = sandbox.mock.finance.journals();
  const ask = async (readsOnly: boolean) => {
    const query = { reference: it.reference, batchKey };
    return (await sandbox.gateway.findVouchers([query], { ...patience(), readsOnly })).get(it.reference)?.kind;
  };
  const kind = await ask(true);
  expect(kind).toBe('cannot-tell');
  expect(sandbox.mock.finance.journals()).toEqual(before);
  expect(await ask(false)).toBe('accepted');
  expect(sandbox.mock.finance.journals()).not.toEqual(before);
});

test('the list has what people have posted, with its day and sum, and nothing that waits', async () => {
  const [first, second] = [
    valid({ postingDate: '2026-03-11', debits: [101n] }),
    valid({ postingDate: '2026-03-31', debits: [202n] }),
  ];
  await sandbox.post([first, second]);
  expect(await list('2026-03-01', '2026-03-31')).toEqual([]);
  await sandbox.book();
  const waiting = valid({ postingDate: '2026-03-12' });
  await sandbox.post([waiting]);
  const listed = await list('2026-03-06', '2026-03-31');
  expect(
    listed
      .map((it) => [it.reference, it.postingDate, it.debitMinor])
      .map(String)
      .toSorted(),
  ).toEqual(
    [
      [first.reference, '2026-03-11', 101n],
      [second.reference, '2026-03-31', 202n],
    ]
      .map(String)
      .toSorted(),
  );
  expect(await list('2026-03-10')).toEqual([]);
  const refusal = { kind: 'status', status: 400, body: { error: { code: '', message: 'No wildcards.' } } } as const;
  sandbox.mock.world.faults.add({ operation: 'finance.LedgerJournalLines.list', effect: refusal, times: 1 });
  expect(await list('2026-03-31')).toMatchObject([{ reference: second.reference, debitMinor: 202n }]);
});

test('RTY-1 a voucher number is in the ledger only once its journal is posted, and a star stands for itself', async () => {
  const it = valid({ debits: [303n] });
  await sandbox.post([it]);
  const find = async (voucherNumber: string) =>
    ((await sandbox.gateway.findByNumber?.(voucherNumber, patience())) ?? []).map(({ debitMinor }) => debitMinor);
  const rows = sandbox.mock.finance.journals().flatMap(({ lines }) => lines);
  const number = String(rows.find(({ Document: document }) => document === it.reference)?.Voucher ?? '');
  expect(number).not.toBe('');
  expect(await find(number)).toEqual([]);
  await sandbox.book();
  expect(await find(number)).toEqual([303n]);
  expect(await find(`${number.slice(0, -2)}*`)).toEqual([]);
});
