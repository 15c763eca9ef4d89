import { BusinessCentralError } from './errors.ts';

/** A text that fits, or the refusal of one that does not. @source dynamics.md §9.2, 2026-11 */
export function fitting(text: string, length: number): string {
  if (text.length <= length) return text;
  throw new BusinessCentralError(
    400,
    'Application_StringExceededLength',
    `The length of the string is ${text.length}, but it must be less than or equal to ${length} characters. Value: ${text}`,
  );
}

/** A code as it is stored: trimmed and in upper case. @source dynamics.md §4.2, 2026-11 */
export function asCode(text: string, length: number): string {
  return fitting(text.trim().toUpperCase(), length);
}

/** Enum text as it travels: `G_x002F_L_x0020_Account`; a blank one is `_x0020_`. @source dynamics.md §4.2, 2026-11 */
export function escapeEnum(text: string): string {
  const shown = text === '' ? ' ' : text;
  return shown.replaceAll(/[^A-Za-z0-9_.-]/g, (char) => {
    const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `_x${hex}_`;
  });
}

/** Reads enum text, escaped or plain. */
export function unescapeEnum(text: string): string {
  const plain = text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_all, hex: string) => String.fromCodePoint(parseInt(hex, 16)));
  return plain === ' ' ? '' : plain;
}

/** The next number after one that ends in digits or has some inside; empty when it has none. @source dynamics.md §8.2, 2026-11 */
export function nextNumber(number: string): string {
  const match = /^(.*?)(\d+)(\D*)$/.exec(number);
  if (match === null) return '';
  const [, before = '', digits = '', after = ''] = match;
  return `${before}${String(BigInt(digits) + 1n).padStart(digits.length, '0')}${after}`;
}
