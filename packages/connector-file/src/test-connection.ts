import path from 'node:path';
import type { ConnectionReport } from '@bilag/core';
import { writeDraft } from './drafts.ts';
import type { ExportFolder } from './export-folder.ts';

/**
 * Makes the folders and takes a file without content the whole way that a voucher goes, hidden from people, so that a disk without room, rights or hard
 * links shows now and not with the first voucher.
 * @throws as {@link ExportFolder.prepare}, or the system's own error.
 */
export async function testConnection(folder: ExportFolder, name: string): Promise<ConnectionReport> {
  const { files, places } = folder;
  const { id } = await folder.prepare();
  const draft = await writeDraft(folder, `.trial-${crypto.randomUUID()}`, Buffer.of());
  const stations = [places.taken, places.new, places.booked, places.receipts];
  const [taken = '', ...moves] = stations.map((station) => path.join(station, draft.fileName));
  let at = draft.path;
  try {
    await files.link(at, taken);
    for (const next of moves) {
      await files.move(at, next);
      at = next;
    }
  } finally {
    await files.remove(taken);
    await files.remove(at);
  }
  return { ledger: { id, name }, ledgerAccounts: [], costCenters: [] };
}
