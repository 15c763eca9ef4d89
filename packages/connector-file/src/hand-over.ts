import path from 'node:path';
import type { VoucherReference } from '@bilag/core';
import { type Draft, draftsOf, newDraft } from './drafts.ts';
import type { ExportFolder } from './export-folder.ts';
import { codeOf, unless } from './file-errors.ts';
import { isFree, lastClaim, readTaken } from './taken.ts';

/**
 * Claims the reference for this draft: its name in `taken` stays when a person moves or deletes the voucher's file, so that no other draft of the same
 * voucher can follow, unless a person refused it and then deleted it.
 * @returns `false` when another draft has it.
 */
export async function claim(
  folder: ExportFolder,
  reference: VoucherReference,
  draft: Draft,
  signal: AbortSignal,
): Promise<boolean> {
  const { files } = folder;
  const taken = await readTaken(folder, reference);
  if (!isFree(taken)) return false;
  signal.throwIfAborted();
  return await files.link(draft.path, taken.next).then(
    () => true,
    async (error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
      // A network drive repeats a link whose answer was lost, and is told that the name is there: ours.
      const [own, claimed] = [await files.look(draft.path), await files.look(taken.next)];
      return own !== undefined && own.id === claimed?.id;
    },
  );
}

/** Lets the person see the claimed file: whole, and once, as a file can be moved away from here only once. */
export async function publish({ files, places }: ExportFolder, draft: Draft, signal: AbortSignal): Promise<void> {
  await files.sync(places.taken);
  signal.throwIfAborted();
  await files.move(draft.path, path.join(places.new, draft.fileName));
  await files.sync(places.new);
}

/**
 * Ends what senders left behind: publishes the draft that has the claim, and takes away all others. Each gets another name first, so that a sender that was
 * only slow finds its own gone and can neither claim nor publish it any more.
 */
export async function endDrafts(folder: ExportFolder, reference: VoucherReference, signal: AbortSignal): Promise<void> {
  const { files } = folder;
  for (const it of await draftsOf(folder, reference)) {
    signal.throwIfAborted();
    const draft = await renamed(folder, it);
    // Its sender, or another look-up, was faster.
    if (draft === undefined) continue;
    const [own, claimed] = [await files.look(draft.path), lastClaim(await readTaken(folder, reference))];
    if (own === undefined || own.id !== claimed?.id) await files.remove(draft.path);
    else await publish(folder, draft, signal).catch(unless('ENOENT'));
  }
}

async function renamed(folder: ExportFolder, draft: Draft): Promise<Draft | undefined> {
  const other = newDraft(folder, draft.fileName);
  return await folder.files.move(draft.path, other.path).then(() => other, unless('ENOENT'));
}
