import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import { SyncError } from '@bilag/core';
import { isFields } from './fields.ts';
import { codeOf } from './file-errors.ts';
import type { Files } from './files.ts';
import type { Places } from './places.ts';

/** Which ledger a folder stands for: a number drawn when it was first used, so that another folder of the same name is another ledger. */
export interface Ledger {
  readonly id: string;
}

/**
 * Reads whose folder this is.
 * @throws {SyncError} `ERP_AUTHENTICATION_FAILED` with another organization's key, `ERP_UNAVAILABLE` without a readable ledger file: a folder that was
 *   wiped, or an empty one where a drive is missing, must not pass for a ledger without vouchers.
 */
export async function readLedger(files: Files, file: string, folderKey: string): Promise<Ledger> {
  const found = parse((await files.read(file))?.content?.toString());
  if (found === undefined) {
    throw new SyncError('ERP_UNAVAILABLE', 'The export folder has no ledger file: test the connection to make it.');
  }
  const { id, seal } = found;
  const [has, needs] = [Buffer.from(seal), Buffer.from(sealOf(id, folderKey))];
  if (has.length === needs.length && timingSafeEqual(has, needs)) return { id };
  throw new SyncError('ERP_AUTHENTICATION_FAILED', 'The folder key is not the one that this folder was set up with.');
}

/** Makes the folder the organization's own, unless it is somebody's already. Of two that try at once, one does. */
export async function createLedger(files: Files, places: Places, folderKey: string): Promise<void> {
  if ((await files.look(places.ledger)) !== undefined) return;
  const id = randomUUID();
  const draft = path.join(places.drafts, `ledger.${id}`);
  await files.write(draft, Buffer.from(`${JSON.stringify({ id, seal: sealOf(id, folderKey) })}\n`));
  try {
    await files.link(draft, places.ledger);
    await files.sync(places.hidden);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await files.remove(draft);
  }
}

const sealOf = (id: string, folderKey: string) => createHmac('sha256', folderKey).update(id).digest('hex');

function parse(text = ''): { readonly id: string; readonly seal: string } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isFields(value) || typeof value['id'] !== 'string' || typeof value['seal'] !== 'string') return undefined;
    return { id: value['id'], seal: value['seal'] };
  } catch {
    return undefined;
  }
}
