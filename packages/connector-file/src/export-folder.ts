import path from 'node:path';
import { SyncError } from '@bilag/core';
import type { Files } from './files.ts';
import { createLedger, type Ledger, readLedger } from './ledger.ts';
import { type Places, placesIn } from './places.ts';

/** An organization's folder on a disk that the operator chose. */
export interface ExportFolder {
  readonly files: Files;
  readonly places: Places;
  /**
   * Makes sure that the folder is there, is its own and is this organization's. Before every call, as a drive can be taken away at any time.
   * @throws {SyncError} `ERP_UNREACHABLE`, `ERP_UNAVAILABLE`, `ERP_AUTHENTICATION_FAILED`, or the system's own error.
   */
  readonly enter: () => Promise<Ledger>;
  /** Makes what is missing of it, and makes it this organization's if it is nobody's yet. @throws as {@link enter} does. */
  readonly prepare: () => Promise<Ledger>;
}

/** The folder `name` below `root`, opened with the organization's key. */
export function createExportFolder(files: Files, root: string, name: string, folderKey: string): ExportFolder {
  const places = placesIn(path.join(root, name));
  const folders = [places.home, places.new, places.booked, places.refused, places.receipts];
  const everyFolder = [...folders, places.hidden, places.drafts, places.taken];
  const assertMounted = async () => {
    if (await files.isFolder(root)) return;
    throw new SyncError('ERP_UNREACHABLE', 'The folder for exported files is not there: a drive may be missing.');
  };
  const enter = async () => {
    await assertMounted();
    for (const it of everyFolder) await assertOwnFolder(files, it);
    return await readLedger(files, places.ledger, folderKey);
  };
  return {
    files,
    places,
    enter,
    async prepare() {
      await assertMounted();
      for (const it of everyFolder) {
        await files.makeFolder(it);
        await assertOwnFolder(files, it);
      }
      await createLedger(files, places, folderKey);
      return await enter();
    },
  };
}

/** A symbolic link may lead anywhere, so it is no folder here. */
async function assertOwnFolder(files: Files, folder: string): Promise<void> {
  const kind = (await files.look(folder))?.kind;
  if (kind === 'folder') return;
  const name = path.basename(folder);
  const what = kind === undefined ? 'is missing: test the connection to make it' : 'is not a folder of its own';
  throw new SyncError('ERP_UNAVAILABLE', `In the export folder, «${name}» ${what}.`);
}
