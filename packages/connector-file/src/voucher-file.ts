import type { FoundLine, Voucher, VoucherReference } from '@bilag/core';
import { formats } from './config-schema.ts';
import { csvVoucher, readCsvVoucher } from './csv-voucher.ts';
import type { FileSettings } from './file-config.ts';
import { jsonVoucher, readJsonVoucher } from './json-voucher.ts';
import type { ReadVoucher } from './read-voucher.ts';

/** How a voucher's file is called. */
export const fileNameOf = (reference: VoucherReference, format: FileSettings['format']) => `${reference}.${format}`;

/** The names that a voucher's file may have, as an organization may change its format. */
export const fileNamesOf = (reference: VoucherReference): readonly string[] =>
  formats.map((format) => fileNameOf(reference, format));

/** The whole content of a voucher's file. @throws {SyncError} `INVALID_SETTINGS` for a dimension that CSV has no column for. */
export function contentOf(voucher: Voucher, { format, dimensions }: Pick<FileSettings, 'format' | 'dimensions'>) {
  return format === 'csv' ? csvVoucher(voucher, dimensions) : jsonVoucher(voucher);
}

/** The journal lines in a file of this name, or `undefined` when it is not what Bilag writes for this voucher. */
export function linesIn(
  name: string,
  content: Uint8Array | undefined,
  reference: VoucherReference,
): readonly FoundLine[] | undefined {
  return voucherIn(name, content, reference)?.lines;
}

/** What a file of this name says, or `undefined` when it is not what Bilag writes for this voucher. */
export function voucherIn(
  name: string,
  content: Uint8Array | undefined,
  reference: VoucherReference,
): ReadVoucher | undefined {
  if (content === undefined) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    const found = name.endsWith('.csv') ? readCsvVoucher(text) : readJsonVoucher(text);
    return found.reference === reference ? found : undefined;
  } catch {
    // A spreadsheet or a person wrote something else into it.
    return undefined;
  }
}
