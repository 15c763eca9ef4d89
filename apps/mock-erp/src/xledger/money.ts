/** Reads a decimal text such as `-842.5` as minor units, without a float in between; `undefined` if it is none. */
export function parseMinor(text: string): number | undefined {
  const match = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', decimals = ''] = match;
  const cents = decimals.replace(/0+$/, '').padEnd(2, '0');
  if (cents.length > 2) return undefined;
  const minor = Number(`${whole}${cents}`);
  return sign === '-' && minor !== 0 ? -minor : minor;
}

/** Minor units as Xledger writes money: `-842.50`. */
export function formatMinor(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
