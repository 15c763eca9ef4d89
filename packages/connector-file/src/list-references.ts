import path from 'node:path';
import { type DateRange, hasReferenceForm, type ListedVoucher, parseCalendarDate } from '@bilag/core';
import { formats } from './config-schema.ts';
import type { ExportFolder } from './export-folder.ts';
import { voucherIn } from './voucher-file.ts';

/**
 * Every voucher in the folder `booked` with a posting date in the range. A file whose content is no longer what Bilag wrote has no date, so it is left out;
 * whoever looks for that voucher is told so.
 * @throws when the folder or one of its files cannot be read.
 */
export async function listReferences(
  { from, to }: DateRange,
  folder: ExportFolder,
  signal: AbortSignal,
): Promise<readonly ListedVoucher[]> {
  const { files, places } = folder;
  await folder.enter();
  const listed: ListedVoucher[] = [];
  for (const name of await files.list(places.booked)) {
    signal.throwIfAborted();
    const voucher = await readListed(name, folder);
    if (voucher !== undefined && from <= voucher.postingDate && voucher.postingDate <= to) listed.push(voucher);
  }
  return listed;
}

async function readListed(name: string, { files, places }: ExportFolder): Promise<ListedVoucher | undefined> {
  const { name: reference, ext } = path.parse(name);
  if (!hasReferenceForm(reference) || !formats.some((it) => ext === `.${it}`)) return undefined;
  const file = await files.read(path.join(places.booked, name));
  const found = voucherIn(name, file?.content, reference);
  if (found === undefined || !isDate(found.postingDate)) return undefined;
  const debitMinor = found.lines.reduce((sum, { amountMinor }) => (amountMinor > 0n ? sum + amountMinor : sum), 0n);
  return { reference, erpReference: name, postingDate: parseCalendarDate(found.postingDate), debitMinor };
}

function isDate(text: string): boolean {
  try {
    parseCalendarDate(text);
    return true;
  } catch {
    return false;
  }
}
