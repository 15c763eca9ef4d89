import { SyncError, type VoucherReference } from '@bilag/core';
import { isSuccess } from '../erp-answers.ts';
import { isRow } from '../exact-json.ts';
import { type ErpAnswer, errorOfAnswer } from './finance-errors.ts';
import type { PlannedVoucher } from './finance-mapping.ts';
import { optionalText } from './journal-line.ts';
import type { PartAnswer, StepAnswer } from './multipart.ts';

/** What the server said of one voucher's lines. */
export type LinesAnswer =
  /** All written; the tags that the lines had then, by line number. */
  | { readonly kind: 'written'; readonly etags: ReadonlyMap<number, string> }
  | { readonly kind: 'refused'; readonly error: SyncError };

/**
 * Tells whose change set each answer is about: by the names that requests were sent with, by the lines that came back, or else by its place, where the
 * answers plainly come in the order of the questions. A voucher that no answer is about is missing.
 */
export function answersByVoucher(
  batch: readonly PlannedVoucher[],
  answers: readonly StepAnswer[],
): ReadonlyMap<VoucherReference, LinesAnswer> {
  const named = answers.map((answer) => voucherNamed(batch, answer));
  const isInOrder = named.every((it, at) => it === undefined || it === batch[at]);
  const pairs = answers.flatMap((answer, at): [VoucherReference, LinesAnswer][] => {
    const onlyOne = batch.length === 1 ? batch[0] : undefined;
    const voucher = named[at] ?? onlyOne ?? (isInOrder ? batch[at] : undefined);
    return voucher === undefined ? [] : [[voucher.reference, linesAnswer(answer)]];
  });
  return new Map(pairs);
}

function voucherNamed(batch: readonly PlannedVoucher[], answer: StepAnswer): PlannedVoucher | undefined {
  for (const part of answer) {
    const number = numberOf(part);
    const voucher = batch.find(({ lines }) => lines.some(({ lineNumber }) => lineNumber === number));
    if (voucher !== undefined) return voucher;
  }
  return undefined;
}

function linesAnswer(answer: StepAnswer): LinesAnswer {
  const failed = answer.find(({ answer: { status } }) => !isSuccess(status));
  if (failed !== undefined) return { kind: 'refused', error: errorOfAnswer(failed.answer, 'write', writeTheLines) };
  if (answer.length === 0) {
    const error = new SyncError('ERP_REPLY_UNREADABLE', 'Finance & Operations answered a change set with nothing.');
    return { kind: 'refused', error };
  }
  const etags = answer.flatMap((part): [number, string][] => {
    const [number, etag] = [numberOf(part), etagOf(part.answer)];
    return number === undefined || etag === '' ? [] : [[number, etag]];
  });
  return { kind: 'written', etags: new Map(etags) };
}

const writeTheLines = 'write the journal lines';

/** The line that an answer is about, by the line itself or by the name of the request. */
function numberOf({ contentId, answer }: PartAnswer): number | undefined {
  const written = isRow(answer.body) ? optionalText(answer.body, 'LineNumber') : '';
  const number = Number(written || contentId || undefined);
  return Number.isNaN(number) ? undefined : number;
}

function etagOf({ headers, body }: ErpAnswer): string {
  return (isRow(body) ? optionalText(body, '@odata.etag') : '') || (headers['etag'] ?? '');
}
