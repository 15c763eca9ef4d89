import type { Voucher } from '@bilag/core';
import type { OpenProfile } from './profile.ts';

/** What was generated and compared so far. */
export interface Tally {
  vouchers: number;
  lines: number;
  /** Texts of debit lines, each of which was generated. */
  texts: number;
  readonly differentTexts: Set<string>;
  /** Texts longer than the ERP takes, which were compared as far as its documented limit. */
  cutTexts: number;
}

/** Nothing yet. */
export function emptyTally(): Tally {
  return { vouchers: 0, lines: 0, texts: 0, differentTexts: new Set(), cutTexts: 0 };
}

/** Counts a voucher with all of its lines; the last one is its credit, whose text is always the same. */
export function countVoucher(tally: Tally, { reference, lines }: Voucher, { arrivesAs }: OpenProfile): void {
  tally.vouchers += 1;
  tally.lines += lines.length;
  for (const { text } of lines.slice(0, -1)) {
    tally.texts += 1;
    tally.differentTexts.add(text);
    if (!arrivesAs(reference, text).endsWith(text)) tally.cutTexts += 1;
  }
}
