import type { EntryFailure, ErrorCode, SyncError } from '@bilag/core';
import { failureOf, refusalOf } from './finance-errors.ts';
import type { PlannedLine, PlannedVoucher } from './finance-mapping.ts';
import type { FinanceSettings } from './finance-settings.ts';

/** A code of a voucher that a refusal may be about. */
interface Suspect {
  readonly value: string;
  readonly code: ErrorCode;
  readonly field: string;
}

/**
 * Why one voucher was refused, with the field that the infolog names. The answer is about the change set as a whole, so the line is told by the value that
 * the text repeats.
 * @source dynamics.md §15.3, read 2026-11
 */
export function failureOfVoucher(
  error: SyncError,
  { lines }: PlannedVoucher,
  { dimensions }: FinanceSettings,
  hidden: readonly string[],
): EntryFailure {
  const failure = failureOf(error, hidden);
  const refusal = refusalOf(error);
  if (refusal?.isInfolog !== true || error.outcome !== 'permanent') return failure;
  const { text } = refusal;
  const names = Object.values(dimensions);
  const mentioned = lines.flatMap(suspectsOf).filter(({ value }) => mentions(text, value));
  // A value that is refused by the name of its dimension is no account, though one may have the same number.
  const isDimension = names.some((name) => mentions(text, name)) && !/main account/i.test(text);
  const meant = isDimension ? 'ERP_UNKNOWN_DIMENSION_VALUE' : error.code;
  const suspect = mentioned.find(({ code }) => code === meant) ?? (isVague(meant, text) ? mentioned[0] : undefined);
  if (suspect !== undefined) return { ...failure, code: suspect.code, field: suspect.field };
  return { ...failure, code: meant };
}

/** Without a word about what the value is, only the value itself tells. */
function isVague(code: ErrorCode, text: string): boolean {
  return (
    code === 'ERP_REFUSED' && /not found|does not exist|not valid|suspended|not active|inactive|blocked/i.test(text)
  );
}

function suspectsOf(line: PlannedLine): readonly Suspect[] {
  const { account, accountType, field } = line;
  const payee = { value: account, code: 'ERP_UNKNOWN_PAYEE', field: `${field}.subledger` } as const;
  const main = { value: account, code: 'ERP_UNKNOWN_LEDGER_ACCOUNT', field: `${field}.ledgerAccount` } as const;
  const values = Object.entries(line.dimensions).map(
    ([axis, value]): Suspect => ({ value, code: 'ERP_UNKNOWN_DIMENSION_VALUE', field: `${field}.dimensions.${axis}` }),
  );
  return [accountType === 'Vend' ? payee : main, ...values];
}

/** Whether the text holds the value as a word of its own. */
function mentions(text: string, value: string): boolean {
  const escaped = value.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu').test(text);
}
