import type { FindOutcome, PostContext, PostOutcome, RenderedVoucher, VoucherReference } from '@bilag/core';
import { writeDraft } from './drafts.ts';
import type { ExportFolder } from './export-folder.ts';
import type { FileSettings } from './file-config.ts';
import { doubtOf, failed, failureOf, isRefusal } from './file-errors.ts';
import { findVoucher } from './find-vouchers.ts';
import { claim, publish } from './hand-over.ts';
import { type LocatedFile, locate } from './locate.ts';
import { unlessAborted } from './patience.ts';
import { contentOf, fileNameOf } from './voucher-file.ts';

/** Hands over one file per voucher. Never throws for an outcome. */
export async function postVouchers(
  vouchers: readonly RenderedVoucher[],
  { signal }: PostContext,
  folder: ExportFolder,
  settings: FileSettings,
): Promise<ReadonlyMap<VoucherReference, PostOutcome>> {
  const outcomes = new Map<VoucherReference, PostOutcome>();
  for (const it of vouchers) {
    const notBegun: PostOutcome = { kind: 'retry', failure: failed('ERP_UNAVAILABLE', 'There was no time left.') };
    const handedOver = () =>
      unlessAborted(signal, () => handOver(it, folder, settings, signal)).catch(
        (error: unknown): PostOutcome => ({ kind: 'unknown', failure: doubtOf(error) }),
      );
    outcomes.set(it.reference, signal.aborted ? notBegun : await handedOver());
  }
  return outcomes;
}

/** Draft, claim, publish. Until the claim nothing has happened; from then on only a look-up can tell. */
async function handOver(
  rendered: RenderedVoucher,
  folder: ExportFolder,
  settings: FileSettings,
  signal: AbortSignal,
): Promise<PostOutcome> {
  const { reference, payload } = rendered;
  const name = fileNameOf(reference, settings.format);
  let step: 'draft' | 'claim' | 'handed over' = 'draft';
  try {
    await folder.enter();
    if ((await locate(folder, reference)).length > 0) {
      step = 'handed over';
      return await takenBefore(rendered, folder, settings, signal);
    }
    signal.throwIfAborted();
    const draft = await writeDraft(folder, name, Buffer.from(payload));
    signal.throwIfAborted();
    step = 'claim';
    const isOurs = await claim(folder, reference, draft, signal);
    step = 'handed over';
    if (!isOurs) {
      await folder.files.remove(draft.path);
      return await takenBefore(rendered, folder, settings, signal);
    }
    await publish(folder, draft, signal);
    return { kind: 'accepted', erpReference: name };
  } catch (error) {
    const isClear = step === 'draft' || (step === 'claim' && isRefusal(error));
    return isClear ? { kind: 'retry', failure: failureOf(error) } : { kind: 'unknown', failure: doubtOf(error) };
  }
}

/** Somebody handed it over before us: the same content is the same voucher, wherever its file is by now. */
async function takenBefore(
  rendered: RenderedVoucher,
  folder: ExportFolder,
  settings: FileSettings,
  signal: AbortSignal,
): Promise<PostOutcome> {
  const found = await findVoucher(folder, rendered.reference, { signal });
  const files = await locate(folder, rendered.reference);
  if (files.every((it) => saysTheSame(it, rendered, settings))) return outcomeOfFound(found);
  const message = 'A file of this name is there already and says something else.';
  return { kind: 'unknown', failure: failed('ERP_VOUCHER_DIFFERS', message) };
}

function saysTheSame({ name, content }: LocatedFile, { voucher }: RenderedVoucher, settings: FileSettings): boolean {
  const format = name.endsWith('.csv') ? 'csv' : 'json';
  return content?.equals(Buffer.from(contentOf(voucher, { ...settings, format }))) ?? false;
}

function outcomeOfFound(found: FindOutcome): PostOutcome {
  switch (found.kind) {
    case 'booked':
    case 'accepted':
      return { kind: found.kind, erpReference: found.erpReference };
    case 'rejected':
      return { kind: 'rejected', failure: found.failure };
    case 'absent':
      return { kind: 'unknown', failure: failed('ERP_REPLY_LOST', 'A file of this name was there and is gone.') };
    case 'cannot-tell':
    case 'unavailable':
      return { kind: 'unknown', failure: found.failure };
  }
}
