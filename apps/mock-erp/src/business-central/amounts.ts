import { badRequest } from './errors.ts';

/** A decimal from JSON as minor units, rounded half away from zero to whole øre as the currency demands. */
export function toMinor(value: unknown, name: string): number {
  const text = typeof value === 'number' ? plainDecimal(value) : undefined;
  const match = text === undefined ? null : /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw badRequest(`Cannot convert the value of '${name}' to the expected type 'Edm.Decimal'.`);
  const [, sign = '', whole = '', decimals = ''] = match;
  const kept = BigInt(`${whole}${decimals.padEnd(3, '0').slice(0, 3)}`);
  const minor = Number((kept + 5n) / 10n);
  if (!Number.isSafeInteger(minor)) throw badRequest(`The value of '${name}' is too large.`);
  return sign === '-' && minor !== 0 ? -minor : minor;
}

/** Minor units as the decimal that JSON shows: 1250.5. */
export function toDecimal(minor: number): number {
  return minor / 100;
}

/** The amount as it stands in texts: 0.01. */
export function amountText(minor: number): string {
  return (minor / 100).toFixed(2);
}

function plainDecimal(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(6) : text;
}
