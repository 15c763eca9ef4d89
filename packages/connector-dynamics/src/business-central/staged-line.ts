import type { Currency } from '@bilag/core';
import { amountField, integerField, type Row, rowsField, textField } from '../exact-json.ts';

/** A dimension value that a staged line has. */
export interface StagedDimension {
  /** The dimension's id: the key of this row within its line. */
  readonly id: string;
  readonly code: string;
  readonly valueCode: string;
}

/** A line in a journal as Business Central has it. */
export interface StagedLine {
  readonly id: string;
  readonly lineNumber: number;
  readonly accountType: string;
  readonly accountNumber: string;
  readonly balancingAccountNumber: string;
  readonly documentNumber: string;
  readonly postingDate: string;
  readonly amountMinor: bigint;
  /** Empty where the line has none. */
  readonly taxCode: string;
  readonly dimensions: readonly StagedDimension[];
}

/** @throws {SyncError} `ERP_REPLY_UNREADABLE`. */
export function readStagedLine(row: Row, currency: Currency): StagedLine {
  return {
    id: textField(row, 'id'),
    lineNumber: integerField(row, 'lineNumber'),
    accountType: captionOf(textField(row, 'accountType')),
    accountNumber: textField(row, 'accountNumber'),
    balancingAccountNumber: textField(row, 'balancingAccountNumber'),
    documentNumber: textField(row, 'documentNumber'),
    postingDate: textField(row, 'postingDate'),
    amountMinor: amountField(row, 'amount', currency),
    taxCode: textField(row, 'taxCode'),
    dimensions: rowsField(row, 'dimensionSetLines').map((it) => ({
      id: textField(it, 'id'),
      code: textField(it, 'code'),
      valueCode: textField(it, 'valueCode'),
    })),
  };
}

/** The empty line that posting leaves behind. @source dynamics.md §8.2, 2026-11 */
export function isPlaceholder(line: StagedLine): boolean {
  return line.accountNumber === '' && line.amountMinor === 0n;
}

/** `G_x002F_L_x0020_Account` is `G/L Account`. @source dynamics.md §4.2, 2026-11 */
function captionOf(escaped: string): string {
  return escaped.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
