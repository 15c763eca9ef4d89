import type { ReceiptVoucher } from '@bilag/core';
import { textField } from '../exact-json.ts';
import type { AttachedTo } from './attachments.ts';
import { journalCode } from './journals.ts';
import type { Books } from './post-vouchers.ts';

/**
 * The journal line that the files of a voucher hang on: its first. `undefined` once the voucher has left its journal, or if it was never sent.
 * @throws {SyncError} retryable or permanent.
 */
export async function lineOfVoucher(
  { reference, batchKey }: ReceiptVoucher,
  { journals, client }: Books,
  signal: AbortSignal,
): Promise<AttachedTo | undefined> {
  if (batchKey === null) return undefined;
  const [journal] = await journals.find([await journalCode(batchKey)], signal);
  if (journal === undefined) return undefined;
  const all = `${journals.pathOf(journal)}/journalLines`;
  const query = `$filter=${encodeURIComponent(`documentNumber eq '${reference}'`)}&$select=id,lineNumber,documentNumber`;
  const rows = await client.readAll(`${all}?${query}`, 'look for the journal line', signal);
  const [first] = rows
    .filter((row) => textField(row, 'documentNumber') === reference)
    .toSorted((a, b) => Number(a['lineNumber']) - Number(b['lineNumber']));
  if (first === undefined) return undefined;
  const id = textField(first, 'id');
  return { id, path: `${all}(${id})` };
}

/** The ids of the general ledger entries that a voucher was posted as. @throws {SyncError} retryable or permanent. */
export async function entriesOfVoucher(
  { reference }: ReceiptVoucher,
  { client, settings }: Books,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const filter = encodeURIComponent(`documentNumber eq '${reference}'`);
  const path = `companies(${settings.companyId})/generalLedgerEntries?$filter=${filter}&$select=id,documentNumber`;
  const rows = await client.readAll(path, 'read the general ledger', signal);
  return rows.filter((row) => textField(row, 'documentNumber') === reference).map((row) => textField(row, 'id'));
}
