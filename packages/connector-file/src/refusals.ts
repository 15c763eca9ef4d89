import path from 'node:path';
import type { VoucherReference } from '@bilag/core';
import type { ExportFolder } from './export-folder.ts';
import { unless } from './file-errors.ts';
import type { LocatedFile } from './locate.ts';
import { isRefused, lastClaim, lastMark, liesElsewhere, readTaken, type Taken } from './taken.ts';

/**
 * Remembers that a person refused the voucher: once its file is deleted it may be handed over again, and not before. The mark is another name of the very
 * file that lies in «refused», also when a spreadsheet saved it anew, so that we see where that goes.
 * @param taken as it was before the files were looked for.
 * @param refused all files of the voucher that lie in «refused».
 */
export async function markRefused(
  folder: ExportFolder,
  reference: VoucherReference,
  taken: Taken,
  refused: readonly LocatedFile[],
): Promise<void> {
  const [file, second] = refused;
  if (file === undefined) return;
  if (!isRefused(taken)) return await mark(folder, taken, file, second);
  if (second === undefined && lastMark(taken)?.id === file.id) return;
  // What was marked is not what lies there now.
  if (await hold(folder, taken)) await mark(folder, await readTaken(folder, reference), file, second);
}

async function mark(folder: ExportFolder, taken: Taken, file: LocatedFile, second?: LocatedFile): Promise<void> {
  const { files, places } = folder;
  const claim = lastClaim(taken);
  // Nobody could follow two files, nor one that is no file.
  if (claim === undefined || second !== undefined || file.content === undefined) return;
  // What we handed over is still somewhere else, so the file in «refused» says nothing about it.
  if (claim.id !== file.id && liesElsewhere(claim, taken)) return;
  // Linux lets nobody link a file that he may not write: then there is no mark, and a person decides.
  const unmarked = unless('EEXIST', 'ENOENT', 'EACCES', 'EPERM');
  await files.link(path.join(places.refused, file.name), taken.next).catch(unmarked);
  await files.sync(places.taken);
}

/**
 * Its file waits or is booked, whatever it was before: from now on it is not handed over again, also when the file is moved away.
 * @param taken as it was before the files were looked for.
 * @param isOurs whether the file is what we wrote: only such a one claims a reference that nobody has claimed.
 */
export async function holdAgain(folder: ExportFolder, taken: Taken, isOurs: boolean): Promise<void> {
  const isUnclaimed = taken.names.length === 0 && !taken.isTorn;
  if (isRefused(taken) || (isOurs && isUnclaimed)) await hold(folder, taken);
}

/** Adds a claim that no draft has. @returns `false` when somebody else has added a name meanwhile. */
async function hold({ files, places }: ExportFolder, { next }: Taken): Promise<boolean> {
  const isAdded = await files.write(next, Buffer.of()).then(() => true, unless('EEXIST'));
  await files.sync(places.taken);
  return isAdded ?? false;
}
