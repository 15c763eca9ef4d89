import path from 'node:path';
import type { AttachOutcome, FindReceiptOutcome, ReceiptDesk, ReceiptFile, ReceiptKey } from '@bilag/core';
import { removeDrafts, writeDraft } from './drafts.ts';
import type { ExportFolder } from './export-folder.ts';
import { codeOf, doubtOf, failed, failureOf, isRefusal } from './file-errors.ts';
import { unlessAborted } from './patience.ts';

/** Larger files are for a document system. */
const maxBytes = 15_000_000;

/** Copies receipts into the folder `receipts`, under names that begin with the voucher's reference. */
export function createReceiptDesk(folder: ExportFolder): ReceiptDesk {
  return {
    maxBytes,
    attach: (receipt, { signal }) =>
      unlessAborted(signal, () => attach(receipt, folder, signal)).catch(
        (error: unknown): AttachOutcome => ({ kind: 'unknown', failure: doubtOf(error) }),
      ),
    find: ({ fileName }, { signal }) =>
      unlessAborted(signal, () => find(fileName, folder, signal)).catch(
        (error: unknown): FindReceiptOutcome => ({ kind: 'cannot-tell', failure: failureOf(error) }),
      ),
  };
}

/** A name alone, which leads nowhere else. */
const isPlain = (fileName: ReceiptKey['fileName']) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(fileName);

/** Draft, then its name: the file appears whole, and one of the same name is never overwritten. */
async function attach(receipt: ReceiptFile, folder: ExportFolder, signal: AbortSignal): Promise<AttachOutcome> {
  const { fileName, content } = receipt;
  const { files, places } = folder;
  if (!isPlain(fileName)) return refused('The receipt’s name is not one of a plain file.');
  if (content.byteLength > maxBytes) {
    return { kind: 'rejected', failure: failed('RECEIPT_TOO_LARGE', `A receipt may have ${maxBytes} bytes.`) };
  }
  const target = path.join(places.receipts, fileName);
  let mayBeThere = false;
  try {
    await folder.enter();
    signal.throwIfAborted();
    const draft = await writeDraft(folder, fileName, content);
    signal.throwIfAborted();
    mayBeThere = true;
    await files.link(draft.path, target).catch((error: unknown) => {
      if (codeOf(error) === 'EEXIST') return;
      mayBeThere = !isRefusal(error);
      throw error;
    });
    await files.remove(draft.path);
    await files.sync(places.receipts);
    const isThere = (await files.read(target))?.content?.equals(content) ?? false;
    return isThere ? { kind: 'attached' } : refused('Another file of this name is there already.');
  } catch (error) {
    return mayBeThere ? { kind: 'unknown', failure: doubtOf(error) } : { kind: 'retry', failure: failureOf(error) };
  }
}

function refused(message: string): AttachOutcome {
  return { kind: 'rejected', failure: failed('RECEIPT_REFUSED', message) };
}

/** Before it says absent it removes the drafts, so that an attempt that is only slow comes to nothing. */
async function find(fileName: string, folder: ExportFolder, signal: AbortSignal): Promise<FindReceiptOutcome> {
  if (!isPlain(fileName)) return { kind: 'absent' };
  const isThere = async () => (await folder.files.look(path.join(folder.places.receipts, fileName)))?.kind === 'file';
  await folder.enter();
  if (await isThere()) return { kind: 'attached' };
  signal.throwIfAborted();
  await removeDrafts(folder, fileName);
  return (await isThere()) ? { kind: 'attached' } : { kind: 'absent' };
}
