import { type AccountingGateway, guardGateway, type ReceiptFile, SyncError, type VoucherReference } from '@bilag/core';
import { aReference, aVoucher, createFakeGateway, fakeTraits } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';

/** A gateway with members of a connector that nobody has compiled. */
function aConnector(members: Readonly<Record<string, unknown>>): AccountingGateway {
  return Object.assign(createFakeGateway(), members);
}
const guarded = (members: Readonly<Record<string, unknown>>) => guardGateway(aConnector(members));
const context = () => ({ signal: AbortSignal.timeout(5_000), batchKey: 'B1' });
const fault = { code: 'CONNECTOR_FAULT' };
const failure = { code: 'ERP_REFUSED', message: 'no' };

const post = async (answer: unknown, vouchers = [aVoucher()]) => {
  const gateway = guarded({ postVouchers: () => answer });
  const answers = await gateway.postVouchers(
    vouchers.map((it) => gateway.render(it)),
    context(),
  );
  return { answers, references: vouchers.map((it) => it.reference) };
};
const outcomeOf = async (outcome: unknown) => {
  const voucher = aVoucher();
  const { answers } = await post(new Map([[voucher.reference, outcome]]), [voucher]);
  return answers.get(voucher.reference);
};
const findingOf = async (finding: unknown) => {
  const reference = aReference();
  const gateway = guarded({ findVouchers: () => Promise.resolve(new Map([[reference, finding]])) });
  return (await gateway.findVouchers([{ reference, batchKey: null }], context())).get(reference);
};

describe('a connector’s answer about a voucher that was sent', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'booked'],
    ['a kind of its own', { kind: 'probably' }],
    ['a booking without a reference', { kind: 'booked' }],
    ['a booking whose reference is a number', { kind: 'booked', erpReference: 42 }],
    ['a refusal without a reason', { kind: 'rejected' }],
    ['a refusal with a code of its own', { kind: 'rejected', failure: { code: 'NO', message: 'no' } }],
    [
      'a refusal with a code that every object inherits',
      { kind: 'rejected', failure: { code: 'constructor', message: '' } },
    ],
    ['a refusal without words', { kind: 'retry', failure: { code: 'ERP_UNREACHABLE', message: 7 } }],
    ['a wait that is none', { kind: 'retry', failure, afterMs: Number.NaN }],
    ['a wait into the past', { kind: 'retry', failure, afterMs: -1 }],
  ])('that is %s means that it may be booked', async (_what, outcome) => {
    expect(await outcomeOf(outcome)).toMatchObject({ kind: 'unknown', failure: fault });
  });

  test('is taken over when it is in order, and a wait of years is a day', async () => {
    expect(await outcomeOf({ kind: 'booked', erpReference: 'V-1' })).toEqual({ kind: 'booked', erpReference: 'V-1' });
    const reply = { status: 422, body: '{}' };
    const rejected = { kind: 'rejected', failure: { ...failure, field: 'lines[0]', reply } };
    expect(await outcomeOf(rejected)).toEqual(rejected);
    const patient = { kind: 'retry', failure, afterMs: 1e12 };
    expect(await outcomeOf(patient)).toEqual({ kind: 'retry', failure, afterMs: 86_400_000 });
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an object', { kind: 'booked' }],
    ['a list', []],
    [
      'a table that throws',
      Object.assign(new Map(), {
        has: () => {
          throw new Error('has');
        },
      }),
    ],
  ])('that is %s in place of a table leaves every voucher in doubt', async (_what, answer) => {
    const { answers, references } = await post(Promise.resolve(answer), [aVoucher(), aVoucher()]);
    expect([...answers.keys()]).toEqual(references);
    for (const outcome of answers.values()) expect(outcome).toMatchObject({ kind: 'unknown', failure: fault });
  });

  test('that concerns a voucher nobody asked about is not heard', async () => {
    const voucher = aVoucher();
    const booked = { kind: 'booked', erpReference: 'V-1' };
    const { answers } = await post(
      new Map([
        [aReference(), booked],
        [voucher.reference, booked],
      ]),
      [voucher],
    );
    expect([...answers.keys()]).toEqual([voucher.reference]);
  });
});

describe('a connector’s answer to a look-up', () => {
  const line = { ledgerAccount: '7140', amountMinor: 100n, dimensions: { costCenter: '310' } };
  const booked = { kind: 'booked', erpReference: 'V-1', copies: 1, lines: [line] };

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a word', 'absent'],
    ['a kind of its own', { kind: 'gone' }],
    ['no number of copies', { ...booked, copies: undefined }],
    ['no copies', { ...booked, copies: 0 }],
    ['half a copy', { ...booked, copies: 1.5 }],
    ['no lines', { ...booked, lines: undefined }],
    ['an amount that is a float', { ...booked, lines: [{ ...line, amountMinor: 1 }] }],
    ['a dimension that is no text', { ...booked, lines: [{ ...line, dimensions: { costCenter: 310 } }] }],
  ])('that is %s settles nothing, and above all not that the voucher is absent', async (_what, finding) => {
    expect(await findingOf(finding)).toMatchObject({ kind: 'cannot-tell', failure: fault });
  });

  test('is taken over when it is in order', async () => {
    expect(await findingOf(booked)).toEqual(booked);
    expect(await findingOf({ kind: 'absent' })).toEqual({ kind: 'absent' });
  });
});

const boom = () => {
  throw new Error('boom');
};

describe.each<[string, () => unknown]>([
  ['at once', boom],
  ['later', () => Promise.reject(new Error('boom'))],
  ['with something that is no error', () => Promise.reject(null)],
  [
    'with a failure that has no code',
    () => Promise.reject(Object.assign(new SyncError('ERP_REFUSED', ''), { code: 7 })),
  ],
  ['while its answer is unwrapped', () => new Proxy({}, { get: boom })],
])('a connector that throws %s', (_when, throwing) => {
  const voucher = aVoucher();

  test('leaves what it posted in doubt, and what it was asked about unanswered', async () => {
    const gateway = guarded({ postVouchers: throwing, findVouchers: throwing });
    const posted = await gateway.postVouchers([gateway.render(voucher)], context());
    expect([...posted]).toMatchObject([[voucher.reference, { kind: 'unknown', failure: fault }]]);
    const found = await gateway.findVouchers([{ reference: voucher.reference, batchKey: null }], context());
    expect([...found]).toMatchObject([[voucher.reference, { kind: 'unavailable', failure: fault }]]);
  });

  test('fails its other calls with a fault of the connector', async () => {
    const gateway = guarded({ testConnection: throwing, readMasterData: throwing, close: throwing });
    for (const call of [gateway.testConnection(context()), gateway.readMasterData(context()), gateway.close()]) {
      await expect(call).rejects.toMatchObject(fault);
    }
  });
});

describe('a rendered voucher', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['another reference', { reference: aReference(), payload: '{}' }],
    ['no payload', { payload: undefined }],
    ['an empty payload', { payload: '' }],
    ['bytes', { payload: new Uint8Array(2) }],
    ['a text with NUL in it', { payload: '{\u0000}' }],
    ['a text with half a character in it', { payload: '{\uD83D}' }],
  ])('that is %s is a fault of the connector', (_what, answer) => {
    const voucher = aVoucher();
    const isPart = typeof answer === 'object' && answer !== null;
    const gateway = guarded({ render: () => (isPart ? { reference: voucher.reference, ...answer } : answer) });
    expect(() => gateway.render(voucher)).toThrow(expect.objectContaining(fault));
  });

  test('that comes later, and then fails, is a fault of the connector and not of the process', async () => {
    const gateway = guarded({ render: () => Promise.reject(new Error('too late')) });
    expect(() => gateway.render(aVoucher())).toThrow(expect.objectContaining(fault));
    // An unhandled rejection, which would end the process, fails the run.
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('is made from a copy: what the connector does to it changes nothing here', async () => {
    const spoil = (it: object) => Object.assign(it, { lines: [], reference: 'R-OTHER' });
    const gateway = guarded({
      render: (it: { reference: VoucherReference }) => ({ payload: '{}', reference: it.reference, voucher: spoil(it) }),
      postVouchers(batch: { voucher: object }[]) {
        for (const it of batch) spoil(it.voucher);
        return Promise.resolve(new Map());
      },
    });
    const voucher = aVoucher();
    const before = structuredClone(voucher);
    expect(() => gateway.render(voucher)).not.toThrow();
    const rendered = { reference: voucher.reference, voucher, payload: '{}' };
    await gateway.postVouchers([rendered], context());
    expect(rendered.voucher).toEqual(before);
  });
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['has no traits', { traits: undefined }],
  ['has a guard of its own', { traits: { ...fakeTraits, duplicateGuard: 'luck' } }],
  ['settles in no time that is a number', { traits: { ...fakeTraits, settlingMs: Number.NaN } }],
  ['never ends a call', { traits: { ...fakeTraits, longestOperationMs: Number.POSITIVE_INFINITY } }],
  ['never says how long a look-up takes', { traits: { ...fakeTraits, longestLookUpMs: undefined } }],
  ['takes no voucher in a call', { traits: { ...fakeTraits, maxVouchersPerCall: 0 } }],
  ['has an allowance that is no number', { traits: { ...fakeTraits, monthlyAllowance: { requests: 'many' } } }],
  ['cannot post', { postVouchers: undefined }],
  ['has a receipt desk that is none', { receipts: { maxBytes: 1 } }],
])('a connector that %s is not opened', (_what, members) => {
  expect(() => guarded(members)).toThrow(expect.objectContaining(fault));
});

test('a look-up that may take hours is given a quarter of one', () => {
  const patient = guarded({ traits: { ...fakeTraits, longestLookUpMs: 2 * 3_600_000 } });
  expect(patient.traits).toEqual({ ...fakeTraits, longestLookUpMs: 900_000 });
});

test('master data are copied; those of a wrong form are a fault of the connector', async () => {
  const data = { ledgerAccounts: [{ number: '7140', name: 'Travel', postable: true, secret: 'x' }], payees: [] };
  const read = (answer: unknown) =>
    guarded({ readMasterData: () => Promise.resolve(answer) }).readMasterData(context());
  const clean = { ledgerAccounts: [{ number: '7140', name: 'Travel', postable: true }], payees: [] };
  expect(await read(data)).toEqual(clean);
  for (const wrong of [
    undefined,
    { ledgerAccounts: null },
    { ledgerAccounts: [{ number: 7140, name: 'Travel', postable: true }] },
    { ledgerAccounts: [{ number: '7140', name: 'Travel', postable: 'yes' }] },
    { dimensions: { costCenter: [{ code: '310', name: '', postable: true, validTo: '2026-02-30' }] } },
    { periods: [{ from: '2026-01-01', to: null, open: true }] },
  ]) {
    await expect(read(wrong)).rejects.toMatchObject(fault);
  }
});

test('a receipt desk that throws or answers junk leaves the receipt in doubt', async () => {
  const reference = aReference();
  const voucher = { reference, batchKey: null, erpReference: null, state: 'synced' } as const;
  const receipt: ReceiptFile = {
    voucher,
    position: 1,
    fileName: 'a.pdf',
    mediaType: 'application/pdf',
    content: new Uint8Array([1]),
  };
  const desk = (answer: () => unknown) =>
    guarded({ receipts: { maxBytes: 10, attach: answer, find: answer } }).receipts;
  for (const answer of [boom, () => undefined, () => ({ kind: 'perhaps' })]) {
    expect(await desk(answer)?.attach(receipt, context())).toMatchObject({ kind: 'unknown', failure: fault });
    expect(await desk(answer)?.find(receipt, context())).toMatchObject({ kind: 'cannot-tell', failure: fault });
  }
  expect(await desk(() => ({ kind: 'attached' }))?.attach(receipt, context())).toEqual({ kind: 'attached' });
  expect(await desk(() => ({ kind: 'absent' }))?.find(receipt, context())).toEqual({ kind: 'absent' });
});
