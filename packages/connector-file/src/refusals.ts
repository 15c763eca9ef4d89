import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { VoucherReference } from '@bilag/core';
import type { ExportFolder } from './export-folder.ts';
import { codeOf } from './file-errors.ts';
import { type LocatedFile, locate } from './locate.ts';

/** A second name of the claim, which says that the voucher's file was seen in «refused». The claim itself stays. */
const markOf = ({ places }: ExportFolder, reference: VoucherReference) =>
  path.join(places.taken, `${reference}.refused`);

const claimOf = ({ places }: ExportFolder, reference: VoucherReference) => path.join(places.taken, reference);

/** Remembers that a person refused the voucher: once its file is deleted it may be handed over again, and not before. */
export async function markRefused(folder: ExportFolder, reference: VoucherReference): Promise<void> {
  const mark = markOf(folder, reference);
  await folder.files.link(claimOf(folder, reference), mark).catch(unless('EEXIST', 'ENOENT'));
  // If it was deleted meanwhile, the claim may by now be that of another hand-over, which nobody refused.
  const isThere = (await locate(folder, reference)).some(({ stage }) => stage === 'refused');
  if (!isThere) await folder.files.remove(mark);
}

/**
 * Its file waits or is booked, whatever it was before: from now on it is not handed over again, also when the file is moved away.
 * @param file the file, if it is what we wrote.
 */
export async function holdAgain(folder: ExportFolder, reference: VoucherReference, file?: LocatedFile): Promise<void> {
  const { files, places } = folder;
  const claim = claimOf(folder, reference);
  if (file !== undefined && (await files.look(claim)) === undefined) {
    await files.link(path.join(places[file.stage], file.name), claim).catch(unless('EEXIST', 'ENOENT'));
  }
  await files.remove(markOf(folder, reference));
}

/** What has become of the file of a claimed voucher that lies in none of the folders. */
export type Whereabouts = 'unknown' | 'deleted after a refusal' | 'refused and moved elsewhere';

/** Where the file of a refused voucher has gone. A file that has been moved still has its name beside ours, on a file system that counts them. */
export async function whereabouts(folder: ExportFolder, reference: VoucherReference): Promise<Whereabouts> {
  const { files } = folder;
  const claim = await files.look(claimOf(folder, reference));
  const mark = await files.look(markOf(folder, reference));
  if (claim === undefined || mark === undefined || claim.id !== mark.id) return 'unknown';
  return claim.names > 2 ? 'refused and moved elsewhere' : 'deleted after a refusal';
}

/**
 * Frees the reference for a new hand-over if a person refused the voucher and then deleted its file. Of two senders one frees it, as the mark can be
 * moved away only once.
 * @returns whether it may be claimed now.
 */
export async function freeRefused(folder: ExportFolder, reference: VoucherReference): Promise<boolean> {
  if ((await whereabouts(folder, reference)) !== 'deleted after a refusal') return false;
  const mark = markOf(folder, reference);
  const ended = `${mark}.${randomUUID()}`;
  const isMoved = await folder.files.move(mark, ended).then(() => true, unless('ENOENT'));
  if (isMoved !== true) return false;
  const [claim, own] = [await folder.files.look(claimOf(folder, reference)), await folder.files.look(ended)];
  const isSame = claim !== undefined && claim.id === own?.id;
  if (isSame) await folder.files.remove(claimOf(folder, reference));
  await folder.files.remove(ended);
  return isSame;
}

/** Turns these errors into `undefined`. */
function unless(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (codes.includes(codeOf(error) ?? '')) return undefined;
    throw error;
  };
}
