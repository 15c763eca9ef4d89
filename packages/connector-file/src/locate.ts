import path from 'node:path';
import type { VoucherReference } from '@bilag/core';
import type { ExportFolder } from './export-folder.ts';
import { codeOf } from './file-errors.ts';
import type { FoundFile } from './files.ts';
import { fileNamesOf } from './voucher-file.ts';

/** A voucher's way, in the order in which its file moves: whoever looks in this order does not miss one that moves meanwhile. */
const stages = ['new', 'booked', 'refused'] as const;

/** A voucher's file, and how far it has come. */
export interface LocatedFile extends FoundFile {
  readonly stage: (typeof stages)[number];
  readonly name: string;
}

/** Every file of the voucher, each once even when it moves while we look; more than one means that somebody copied it. */
export async function locate(folder: ExportFolder, reference: VoucherReference): Promise<LocatedFile[]> {
  const found = new Map<string, LocatedFile>();
  for (const stage of stages) {
    for (const name of fileNamesOf(reference)) {
      const file = await readIfAllowed(folder, path.join(folder.places[stage], name));
      if (file === undefined) continue;
      found.delete(file.id);
      found.set(file.id, { ...file, stage, name });
    }
  }
  return [...found.values()];
}

/** A file that the service may not read is one voucher's trouble; a folder that it may not search is everybody's, and is thrown. */
export async function readIfAllowed({ files }: ExportFolder, file: string): Promise<FoundFile | undefined> {
  return await files.read(file).catch(async (error: unknown) => {
    if (!['EACCES', 'EPERM', 'EBUSY'].includes(codeOf(error) ?? '')) throw error;
    // To look at a file takes no permission but that of its folder.
    const entry = await files.look(file);
    return entry && { id: entry.id, content: undefined };
  });
}
