import path from 'node:path';
import type { VoucherReference } from '@bilag/core';
import { type Draft, draftsOf, newDraft } from './drafts.ts';
import type { ExportFolder } from './export-folder.ts';
import { codeOf } from './file-errors.ts';

/**
 * Claims the reference for this draft: its name in `taken` is not freed when a person moves or deletes the voucher's file, so that no other
 * draft of the same voucher can follow, unless a person refused it.
 * @returns `false` when another draft has it.
 */
export async function claim({ files, places }: ExportFolder, reference: VoucherReference, draft: Draft) {
  try {
    await files.link(draft.path, path.join(places.taken, reference));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Lets the person see the claimed file: whole, and once, as a file can be moved away from here only once. */
export async function publish({ files, places }: ExportFolder, draft: Draft, signal: AbortSignal): Promise<void> {
  await files.sync(places.taken);
  signal.throwIfAborted();
  await files.move(draft.path, path.join(places.new, draft.fileName));
  await files.sync(places.new);
}

/** Whether the voucher was ever handed over, or is about to be. */
export async function isClaimed({ files, places }: ExportFolder, reference: VoucherReference): Promise<boolean> {
  return (await files.look(path.join(places.taken, reference))) !== undefined;
}

/**
 * Ends what senders left behind: publishes the draft that has the claim, and takes away all others. Each gets another name first, so that a sender that was
 * only slow finds its own gone and can neither claim nor publish it any more.
 */
export async function endDrafts(folder: ExportFolder, reference: VoucherReference, signal: AbortSignal): Promise<void> {
  const { files, places } = folder;
  for (const it of await draftsOf(folder, reference)) {
    signal.throwIfAborted();
    const draft = await renamed(folder, it);
    if (draft === undefined) continue;
    const [own, claimed] = [await files.look(draft.path), await files.look(path.join(places.taken, reference))];
    if (own === undefined || own.id !== claimed?.id) await files.remove(draft.path);
    else await publish(folder, draft, signal).catch(unlessGone);
  }
}

async function renamed(folder: ExportFolder, draft: Draft): Promise<Draft | undefined> {
  const other = newDraft(folder, draft.fileName);
  return await folder.files.move(draft.path, other.path).then(() => other, unlessGone);
}

/** Its sender, or another look-up, was faster. */
function unlessGone(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
  return undefined;
}
