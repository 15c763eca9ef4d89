import { formatMoney, parseCurrency, parseMoney, type Voucher } from '@bilag/core';
import { type Fields, isFields } from './fields.ts';
import type { ReadVoucher } from './read-voucher.ts';

/** A voucher as JSON for programs; amounts are decimal strings, debit positive and credit negative. */
export function jsonVoucher({ reference, voucherNumber, postingDate, currency, text, lines }: Voucher): string {
  const rows = lines.map(({ ledgerAccount, amount, dimensions, taxCode, subledger, text: about }) => {
    return { ledgerAccount, amount: formatMoney(amount), dimensions, taxCode, subledger, text: about };
  });
  const content = { reference, voucherNumber, postingDate, currency, text, lines: rows };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** @throws when it is not such a file. */
export function readJsonVoucher(file: string): ReadVoucher {
  const { reference, postingDate, currency: code, lines } = fieldsOf(JSON.parse(file.replace(/^\uFEFF/, '')));
  if (!Array.isArray(lines)) throw new Error('No journal lines.');
  const currency = parseCurrency(code);
  return {
    reference: textOf(reference),
    postingDate: textOf(postingDate),
    lines: lines.map((line: unknown) => {
      const { ledgerAccount, amount, dimensions } = fieldsOf(line);
      const values = Object.entries(fieldsOf(dimensions)).map(([axis, value]) => [axis, textOf(value)]);
      return {
        ledgerAccount: textOf(ledgerAccount),
        amountMinor: parseMoney(amount, currency).minor,
        dimensions: Object.fromEntries(values),
      };
    }),
  };
}

function fieldsOf(value: unknown): Fields {
  if (!isFields(value)) throw new Error('Not an object.');
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Error('Not a text.');
  return value;
}
