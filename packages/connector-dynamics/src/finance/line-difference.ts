import type { ErrorCode } from '@bilag/core';
import type { JournalLineRow } from './journal-line.ts';

/** A line as it was sent, or will be. */
export interface MeantLine {
  readonly accountType: string;
  /** The main account, or the vendor. */
  readonly account: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly postingDate: string;
  /** Debit positive. */
  readonly amountMinor: bigint;
  /** Sales tax group and item sales tax group, with a slash between. */
  readonly taxCode: string | undefined;
}

/** How a line differs from what was sent. */
export interface LineDifference {
  readonly what: string;
  readonly code: ErrorCode;
}

/** The first difference, or `undefined`. Dimension values that the ERP added on other axes are none. */
export function differenceOf(meant: MeantLine, found: JournalLineRow, currency: string): LineDifference | undefined {
  const shown = shownDifference(meant, found, currency);
  return shown === undefined ? hiddenDifferenceOf(meant, found) : { what: shown, code: 'ERP_REFUSED' };
}

/** A difference that comparing accounts, amounts and dimensions does not show, or `undefined`. */
export function hiddenDifferenceOf(meant: MeantLine, found: JournalLineRow): LineDifference | undefined {
  if (found.postingDate !== meant.postingDate) return { what: 'the date differs', code: 'ERP_REFUSED' };
  return differenceOfTax(meant.taxCode, found.taxCode);
}

function shownDifference(meant: MeantLine, found: JournalLineRow, currency: string): string | undefined {
  if (found.hasOffset) return 'it has got an offset account, which the journal name must not bring along';
  if (found.accountType !== meant.accountType) return 'the account type differs';
  if (!isSameCode(found.account, meant.account)) return 'the account differs';
  if (found.amountMinor !== meant.amountMinor) return 'the amount differs';
  if (found.currency !== currency) return 'the currency differs';
  const dimensions = found.entries[0]?.dimensions ?? {};
  const axis = Object.keys(meant.dimensions).find(
    (it) => !isSameCode(dimensions[it] ?? '', meant.dimensions[it] ?? ''),
  );
  return axis === undefined ? undefined : `its value on the axis ${axis} differs`;
}

/**
 * Posting takes VAT out of a line by the groups that stand on it, whoever put them there. No reference says that the server adds groups, as those of a main
 * account, or drops them; if it does, the voucher would be booked with other VAT than was meant.
 */
function differenceOfTax(meant: string | undefined, found: string | undefined): LineDifference | undefined {
  if (isSameCode(meant ?? '', found ?? '')) return undefined;
  const instead = found === undefined ? 'without its VAT groups' : `with the VAT groups ${found}`;
  return { what: `it stands ${instead}; ${meant ?? 'none'} was sent`, code: 'ERP_UNKNOWN_TAX_CODE' };
}

function isSameCode(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}
