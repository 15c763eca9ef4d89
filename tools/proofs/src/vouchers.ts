import { type JournalLine, money, parseCalendarDate, parseVoucherReference, type Voucher, voucher } from '@bilag/core';
import fc from 'fast-check';
import { hostileText } from './hostile-text.ts';
import type { OpenProfile } from './profile.ts';

/** What varies in a generated voucher. */
export interface Shape {
  readonly lines: readonly {
    readonly minor: bigint;
    readonly account: number;
    readonly costCenter: number;
    readonly text: string;
  }[];
  readonly day: number;
}

/** Amounts of every size up to a milliard kroner, small ones and round ones more often. */
const amount = fc.oneof(
  fc.bigInt({ min: 1n, max: 99_999n }),
  fc.bigInt({ min: 1n, max: 100_000_000_000n }),
  fc.constantFrom(1n, 10n, 99n, 100n, 101n, 99_999_999_999n),
);

const plainText = fc.constantFrom('Train Oslo–Bergen', 'Toll', 'Parking', 'Overnatting på Ål', '½ døgns diett');

/** Vouchers of one to `most` debit lines. */
export const shapes = (most: number, text: fc.Arbitrary<string> = plainText): fc.Arbitrary<Shape> =>
  fc.record({
    lines: fc.array(fc.record({ minor: amount, account: fc.nat(99), costCenter: fc.nat(99), text }), {
      minLength: 1,
      maxLength: most,
    }),
    day: fc.nat(80),
  });

/** Debit lines of a voucher of {@link shapesOfTexts}, each with a text of its own. */
export const textsPerVoucher = 4;

/** Vouchers whose every debit line has a text that may hold anything. */
export const shapesOfTexts: fc.Arbitrary<Shape> = fc
  .tuple(shapes(1), ...Array.from({ length: textsPerVoucher }, () => hostileText))
  .map(([{ lines, day }, ...texts]) => ({
    day,
    lines: texts.flatMap((text) => lines.map((line) => ({ ...line, text }))),
  }));

/** The voucher of a shape; `number` makes it unlike all others of its books. */
export function voucherOf({ lines, day }: Shape, number: number, { codes }: Pick<OpenProfile, 'codes'>): Voucher {
  const rule = { mappingVersion: 1, path: 'expenseTypes.toll' };
  const debits = lines.map(
    ({ minor, account, costCenter, text }): JournalLine => ({
      ledgerAccount: pick(codes.debitAccounts, account),
      amount: money('NOK', minor),
      dimensions: { costCenter: pick(codes.costCenters, costCenter) },
      text,
      rule,
    }),
  );
  const total = lines.reduce((sum, { minor }) => sum + minor, 0n);
  const amountDue = money('NOK', -total);
  const credit = { ledgerAccount: codes.creditAccount, amount: amountDue, dimensions: {}, text: 'Reimbursement', rule };
  return voucher({
    reference: parseVoucherReference(`P-${String(number).padStart(10, '0')}`),
    voucherNumber: number,
    postingDate: parseCalendarDate(dateOf(day)),
    currency: 'NOK',
    text: 'Reimbursement',
    lines: [...debits, credit],
  });
}

function pick(codes: readonly string[], at: number): string {
  const code = codes[at % codes.length];
  if (code === undefined) throw new Error('A profile under proof has no codes.');
  return code;
}

/** A day of this year's first months, whose periods the mock ERP has open. */
function dateOf(day: number): string {
  return new Date(Date.UTC(new Date().getUTCFullYear(), 0, 2 + day)).toISOString().slice(0, 10);
}
