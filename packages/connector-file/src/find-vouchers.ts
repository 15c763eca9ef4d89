import path from 'node:path';
import type { FindContext, FindOutcome, VoucherQuery, VoucherReference } from '@bilag/core';
import type { ExportFolder } from './export-folder.ts';
import { failed, failureOf } from './file-errors.ts';
import { endDrafts } from './hand-over.ts';
import { type LocatedFile, locate, readIfAllowed } from './locate.ts';
import { unlessAborted } from './patience.ts';
import { holdAgain, markRefused } from './refusals.ts';
import { isFree, readTaken, type Taken } from './taken.ts';
import { linesIn } from './voucher-file.ts';

/** What the folder has under each reference. Never throws for an outcome. */
export async function findVouchers(
  queries: readonly VoucherQuery[],
  context: FindContext,
  folder: ExportFolder,
): Promise<ReadonlyMap<VoucherReference, FindOutcome>> {
  const outcomes = new Map<VoucherReference, FindOutcome>();
  for (const { reference } of queries) {
    outcomes.set(
      reference,
      await unlessAborted(context.signal, () => findVoucher(folder, reference, context)).catch(unavailable),
    );
  }
  return outcomes;
}

const unavailable = (error: unknown): FindOutcome => ({ kind: 'unavailable', failure: failureOf(error) });

/** Once for what is there, once for what it has ended itself, and once more for a file that a person moved back meanwhile. */
const looks = 3;

/** What the folder has under one reference. It ends what a sender left half done, unless it may only read. @throws when the folder cannot be read. */
export async function findVoucher(
  folder: ExportFolder,
  reference: VoucherReference,
  { signal, readsOnly = false }: FindContext,
): Promise<FindOutcome> {
  await folder.enter();
  for (let look = 1; look <= looks; look += 1) {
    const taken = await readTaken(folder, reference);
    const found = await locate(folder, reference);
    signal.throwIfAborted();
    if (found.length > 0) return await outcomeOf(found, folder, reference, readsOnly ? undefined : taken);
    if (!readsOnly) await endDrafts(folder, reference, signal);
    if (isFree(await readTaken(folder, reference))) return { kind: 'absent' };
  }
  return cannotTell('The file was handed over and is now in none of the folders new, booked and refused.');
}

/** @param taken as it was before we looked for the files; absent where nothing may be written. */
async function outcomeOf(
  found: readonly LocatedFile[],
  folder: ExportFolder,
  reference: VoucherReference,
  taken: Taken | undefined,
): Promise<FindOutcome> {
  const copies = found.filter(({ stage }) => stage !== 'refused');
  const furthest = copies.at(-1);
  if (furthest === undefined) {
    if (taken !== undefined) await markRefused(folder, reference, taken, found);
    return await refusal(folder, reference);
  }
  const { name, stage, content } = furthest;
  const lines = linesIn(name, content, reference);
  if (taken !== undefined) await holdAgain(folder, taken, lines !== undefined);
  if (content === undefined) return cannotTell(`The file in «${stage}» cannot be read by the service.`);
  if (lines === undefined) return cannotTell(`The file in «${stage}» is no longer what Bilag wrote.`);
  const kind = stage === 'booked' ? 'booked' : 'accepted';
  return { kind, erpReference: name, copies: copies.length, lines };
}

/** What finance wrote beside the file is its answer, and is kept as one. */
async function refusal(folder: ExportFolder, reference: VoucherReference): Promise<FindOutcome> {
  const note = await readIfAllowed(folder, path.join(folder.places.refused, `${reference}.txt`));
  const body = note?.content?.toString().slice(0, 4_000).trim() ?? '';
  const message = 'The person who imports the files has refused the voucher.';
  const reply = body === '' ? {} : { reply: { status: 0, body } };
  return { kind: 'rejected', failure: { ...failed('ERP_IMPORT_REFUSED', message), ...reply } };
}

function cannotTell(message: string): FindOutcome {
  return { kind: 'cannot-tell', failure: failed('ERP_LOOK_UP_INCONCLUSIVE', message) };
}
