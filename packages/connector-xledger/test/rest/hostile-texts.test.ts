import { aVoucher } from '@bilag/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressesAt, changed, find, openGateway, openMock, postOne } from './support/harness.ts';
import { startApi } from './support/stranger.ts';

const hostile = [
  '"quotes" and \\backslashes\\ and \'more\'',
  '</script><!-- & ]]> %00 ${x} {{y}} $$',
  '\u0000\u0001\u001F\u007F\u0085\u2028\u2029\uFEFF',
  'line\r\nbreaks\tand\vtabs',
  '👩‍👩‍👧‍👦 🇳🇴 e\u0301 \u202Eright-to-left',
  'Kjøregodtgjørelse til Ålesund – påske',
  '',
  ' ',
];

test.each(hostile)('the text %j arrives as it is', async (text) => {
  await using erp = await openMock();
  const it = changed({ text });
  expect(await postOne(erp.gateway, it)).toMatchObject({ kind: 'accepted' });
  const [row] = erp.mock.xledger.queue.rows();
  expect(row?.values['text']).toBe(`${it.reference} ${text}`);
  erp.mock.xledger.runBookingJob();
  expect(await find(erp.gateway, it.reference)).toMatchObject({ kind: 'booked', copies: 1 });
});

test('half a character is no text: it arrives as the sign for one that cannot be read', async () => {
  await using erp = await openMock();
  const it = changed({ text: 'a\uD83Db\uDE00c' });
  expect(await postOne(erp.gateway, it)).toMatchObject({ kind: 'accepted' });
  expect(erp.mock.xledger.queue.rows()[0]?.values['text']).toBe(`${it.reference} a\uFFFDb\uFFFDc`);
});

test('10,000 characters are cut at 250, behind the reference and never inside a character', async () => {
  await using erp = await openMock();
  for (const text of ['x'.repeat(10_000), '😀'.repeat(5_000), `y${'😀'.repeat(5_000)}`]) {
    const it = changed({ text });
    expect(await postOne(erp.gateway, it)).toMatchObject({ kind: 'accepted' });
    const sent = String(
      erp.mock.xledger.queue.rows().find(({ values }) => values['extIdentifier'] === it.reference)?.values['text'],
    );
    expect(`${it.reference} ${text}`.startsWith(sent)).toBe(true);
    expect(sent.isWellFormed()).toBe(true);
    expect([249, 250]).toContain(sent.length);
  }
});

const anyText = fc.string({ unit: 'binary', maxLength: 400 });
const anyCode = fc.string({
  unit: fc.constantFrom('"', '\\', '\u0000', '\n', '😀', '\uD800', '\uDC00', '_', 'a', '/'),
  minLength: 1,
  maxLength: 30,
});

test('whatever the texts and codes are, the request is JSON that says what was meant', async () => {
  await using server = await startApi(() => ({ status: 500, json: '' }));
  const gateway = openGateway(addressesAt(server.url), { dimensions: { costCenter: 'COST_CENTER', odd: '__proto__' } });
  fc.assert(
    fc.property(
      anyText,
      anyCode.filter((it) => it.trim() !== ''),
      anyCode,
      (text, account, code) => {
        const it = changed({
          text,
          ledgerAccount: account,
          taxCode: code,
          dimensions: { costCenter: code, odd: code },
        });
        const { payload } = gateway.render(it);
        const whole = `${it.reference} ${text}`.toWellFormed();
        expect(payload.isWellFormed()).toBe(true);
        const body: unknown = JSON.parse(payload);
        expect(body).toHaveProperty('lines.0.account', account);
        expect(body).toHaveProperty('lines.0.taxRule', code);
        expect(body).toHaveProperty('lines.0.costCenter', code);
        expect(payload).toContain(`"dimensions":{"__proto__":${JSON.stringify(code)}}`);
        // As much as goes into 250 units, or one less where a character would be halved.
        const cut = [whole.slice(0, 250), whole.slice(0, 249)].find((part) => part.isWellFormed());
        expect(body).toHaveProperty('lines.0.text', cut);
      },
    ),
    { numRuns: 2_000 },
  );
  await postOne(gateway, changed({ ledgerAccount: '"\\\u0000😀\uD800' }));
  await gateway.close();
  expect(() => JSON.parse(server.requests.at(-1)?.text ?? '') as unknown).not.toThrow();
});

test('codes that no ERP has are refused by name and never break the request', async () => {
  await using erp = await openMock();
  for (const code of ['"', '\\', '\n1', '\u0000', '😀', '\uD800', "'; drop table", '__proto__', 'x'.repeat(50)]) {
    expect(await postOne(erp.gateway, changed({ ledgerAccount: code }))).toMatchObject({
      kind: 'rejected',
      failure: { code: 'ERP_UNKNOWN_LEDGER_ACCOUNT' },
    });
  }
  expect(erp.mock.xledger.queue.rows()).toEqual([]);
});

test('a code is never cut: one that is too long is refused', async () => {
  await using erp = await openMock();
  expect(await postOne(erp.gateway, changed({ ledgerAccount: '7'.repeat(51) }))).toMatchObject({
    kind: 'rejected',
    failure: { code: 'ERP_REFUSED', field: 'lines[0].ledgerAccount', reply: { status: 400 } },
  });
});

test('equal vouchers are equal bytes, whatever the order of their dimensions', () => {
  const gateway = openGateway(addressesAt('http://127.0.0.1:9'), {
    dimensions: { b: 'B', a: 'A', costCenter: 'COST_CENTER' },
  });
  const it = aVoucher();
  const one = gateway.render(changed({ dimensions: { a: '1', b: '2', costCenter: '3' } }, {}, it));
  const other = gateway.render(changed({ dimensions: { costCenter: '3', b: '2', a: '1' } }, {}, it));
  expect(one.payload).toBe(other.payload);
});
