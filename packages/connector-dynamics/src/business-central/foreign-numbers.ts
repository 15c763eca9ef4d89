import type { VoucherReference } from '@bilag/core';
import { textField } from '../exact-json.ts';
import { type BusinessCentralClient } from './business-central-client.ts';
import { isUnanswerable } from './business-central-errors.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';
import { filterOf, keyChunks } from './keyed-read.ts';

/**
 * The document numbers under which the general ledger has these references as external document numbers; empty where the reporting API is not
 * there or does not answer such a question. It may lag behind, so what it does not show may be booked all the same.
 * @throws {SyncError} retryable when it could not be asked.
 * @source dynamics.md §6.5, 2026-11
 */
export async function readForeignNumbers(
  client: BusinessCentralClient,
  { companyId }: Pick<BusinessCentralSettings, 'companyId'>,
  references: readonly VoucherReference[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const all = `companies(${companyId})/generalLedgerEntries`;
  const found = new Map<string, string>();
  for (const chunk of keyChunks(references)) {
    const filter = encodeURIComponent(filterOf('externalDocumentNumber', chunk));
    const path = `${all}?$filter=${filter}&$select=documentNumber,externalDocumentNumber`;
    try {
      const api = 'microsoft/reportsFinance/beta';
      const rows = await client.readAll(path, 'look for another number', signal, { api });
      for (const row of rows) {
        const reference = textField(row, 'externalDocumentNumber');
        if (chunk.some((it) => it === reference)) found.set(reference, textField(row, 'documentNumber'));
      }
    } catch (error) {
      if (isUnanswerable(error)) return found;
      throw error;
    }
  }
  return found;
}
