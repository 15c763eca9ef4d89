import { money, SyncError, type Voucher, voucher } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { planVoucher } from '../../src/business-central/business-central-mapping.ts';
import { parseSettings } from '../../src/business-central/business-central-settings.ts';
import { type NumberedLine, postingsOf } from '../../src/business-central/ledger-entries.ts';
import { amountField, parseExactJson } from '../../src/exact-json.ts';
import { onVendor, seed } from './support/sandbox.ts';

const settings = parseSettings(
  {
    profile: 'business-central',
    tenantId: seed.tenantId,
    environment: 'Production',
    companyId: seed.company.id,
    dimensions: { costCenter: 'KOSTNADSSTED' },
    journalTemplate: 'GENERAL',
    payablesAccount: '2400',
  },
  { allowLoopback: false, extraCaCertificates: [] },
);

describe('a voucher as journal lines', () => {
  test('amounts are exact decimals, the account type comes before the account, and the reference is in every line', () => {
    const it = aVoucher({ debits: [9_999_999_999_998n, 1n], voucherNumber: 7 });
    const [first, second, credit] = planVoucher(it, settings).lines;
    expect(first?.json).toBe(
      `{"lineNumber":7001,"accountType":"G/L Account","accountNumber":"7140","postingDate":"${it.postingDate}",` +
        `"documentNumber":"${it.reference}","externalDocumentNumber":"${it.reference}","amount":99999999999.98,"description":"Train 1"}`,
    );
    expect(second?.json).toContain('"amount":0.01,');
    expect(credit?.json).toContain('"amount":-99999999999.99,');
    expect(first?.dimensions[0]?.json).toBe('{"code":"KOSTNADSSTED","valueCode":"310"}');
  });

  test('the payload shows every body verbatim', () => {
    const { payload, lines } = planVoucher(aVoucher(), settings);
    for (const line of lines) expect(payload).toContain(line.json);
    expect(() => JSON.parse(payload) as unknown).not.toThrow();
  });

  test('debits come before credits, so that the sum is zero after the last line only', () => {
    const made = aVoucher();
    const reversed = voucher({ ...made, lines: made.lines.toReversed() });
    expect(planVoucher(reversed, settings).lines.map((it) => it.amountMinor > 0n)).toEqual([true, true, false]);
  });

  test('a payee with an own account is a vendor', () => {
    const plan = planVoucher(onVendor('V2001', aVoucher()), settings);
    expect(plan.lines.at(-1)).toMatchObject({ accountType: 'Vendor', accountNumber: 'V2001' });
  });

  test('a vendor on another account than the settings say is refused, as is one of which they say nothing', () => {
    const refused = (it: Voucher, payablesAccount: string | undefined) => {
      try {
        planVoucher(it, { ...settings, payablesAccount });
      } catch (error) {
        return SyncError.from(error);
      }
      return undefined;
    };
    const elsewhere = onVendor('V2001', aVoucher(), '2910');
    expect(refused(elsewhere, '2400')).toMatchObject({
      code: 'ERP_UNKNOWN_LEDGER_ACCOUNT',
      field: 'lines[2].ledgerAccount',
    });
    const onSummary = onVendor('V2001', aVoucher());
    expect(refused(onSummary, undefined)).toMatchObject({ code: 'INVALID_SETTINGS', field: 'payablesAccount' });
    expect(refused(onSummary, '2400')).toBeUndefined();
    expect(refused(aVoucher(), undefined)).toBeUndefined();
  });

  test('a text too long is cut, and no character is halved', () => {
    const made = aVoucher();
    const lines = made.lines.map((line) => ({ ...line, text: `${'x'.repeat(99)}😀` }));
    const body: unknown = JSON.parse(planVoucher(voucher({ ...made, lines }), settings).lines[0]?.json ?? '');
    expect(body).toMatchObject({ description: 'x'.repeat(99) });
  });

  test.each([
    ['VOUCHER_TOO_LARGE', () => aVoucher({ debits: Array.from({ length: 999 }, () => 1n) })],
    ['CURRENCY_MISMATCH', () => inEuro()],
    ['INVALID_SETTINGS', () => withProject()],
  ] as const)('what a journal cannot hold is refused before it is sent: %s', (code, make) => {
    expect(codeOf(() => planVoucher(make(), settings))).toBe(code);
  });
});

function codeOf(refused: () => unknown): string {
  try {
    refused();
  } catch (error) {
    return SyncError.from(error).code;
  }
  return 'nothing';
}

function inEuro() {
  const made = aVoucher();
  const lines = made.lines.map((line) => ({ ...line, amount: money('EUR', line.amount.minor) }));
  return voucher({ ...made, currency: 'EUR', lines });
}

function withProject() {
  const made = aVoucher();
  return voucher({ ...made, lines: made.lines.map((line) => ({ ...line, dimensions: { project: 'P10' } })) });
}

describe('amounts in answers', () => {
  const amount = (json: string) => amountField({ amount: parseExactJson(json) }, 'amount', 'NOK');

  test.each([
    ['1250', 125_000n],
    ['842.5', 84_250n],
    ['-842.500', -84_250n],
    ['100.0', 10_000n],
    ['0', 0n],
    ['99999999999.99', 9_999_999_999_999n],
  ])('%s is read to the øre', (json, minor) => {
    expect(amount(json)).toBe(minor);
  });

  test.each(['1e3', '0.001', '"842,50"', 'null', 'true'])('%s is no amount', (json) => {
    expect(codeOf(() => amount(json))).toBe('ERP_REPLY_UNREADABLE');
  });

  test('a text with a million zeros is no amount', () => {
    expect(codeOf(() => amount(`"1.${'0'.repeat(1_000_000)}1"`))).toBe('ERP_REPLY_UNREADABLE');
  });
});

describe('how often a document was booked', () => {
  const entries = (...amounts: bigint[]) =>
    amounts.map((amountMinor, at): NumberedLine => {
      const ledgerAccount = amountMinor > 0n ? '7140' : '2910';
      return { number: 100 + at, line: { ledgerAccount, amountMinor, dimensions: {} } };
    });

  test('once', () => {
    expect(postingsOf(entries(5n, 3n, -8n))).toMatchObject({ copies: 1, lines: { length: 3 } });
  });

  test('twice, and the lines are those of one copy; the order of the answer does not matter', () => {
    expect(postingsOf(entries(5n, 3n, -8n, 5n, 3n, -8n).toReversed())).toMatchObject({
      copies: 2,
      lines: { length: 3 },
    });
  });

  test('twice with one of them reversed is once; once and reversed leaves nothing', () => {
    const reversal = entries(-5n, -3n, 8n).map(({ number, line }) => ({
      number: number + 10,
      line: { ...line, ledgerAccount: line.amountMinor > 0n ? '2910' : '7140' },
    }));
    const twice = [...entries(5n, 3n, -8n, 5n, 3n, -8n), ...reversal];
    expect(postingsOf(twice)).toMatchObject({ copies: 1, lines: { length: 3 } });
    expect(postingsOf([...entries(5n, 3n, -8n), ...reversal])).toEqual({ copies: 1, lines: [] });
  });

  test('a document that does not balance is shown as it is', () => {
    expect(postingsOf(entries(5n, 3n))).toMatchObject({ copies: 1, lines: { length: 2 } });
  });
});
