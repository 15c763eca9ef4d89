import { isReadable, type LineHead, type LineRow } from './journal-line.ts';
import type { Journal } from './journals.ts';
import { differenceOf, hiddenDifferenceOf } from './line-difference.ts';
import type { SentLines, SentVouchers } from './sent-lines.ts';

/** Lines belong together by their voucher number, whether the server kept ours or gave its own; `all` are the lines of the journal. */
export function keepsTogether(ours: readonly LineHead[], all: readonly LineHead[]): boolean {
  const [first] = ours;
  const isShared = all.some((it) => !ours.includes(it) && it.voucher === first?.voucher);
  return ours.every(({ voucher }) => voucher === first?.voucher) && !isShared;
}

/** What is said of a voucher whose lines are not kept together. */
export const notTogether = 'Its lines got voucher numbers that do not keep them together.';

/**
 * Why a look-up cannot answer for vouchers that were asked for, by their document numbers: what comparing their lines would not show. For vouchers that nobody
 * has compared with what was sent: those in a journal that was never handed over, and those in doubt wherever they lie.
 */
export function doubtsIn(rows: readonly LineRow[], sent: SentVouchers): ReadonlyMap<string, string> {
  const vouchers = [...Map.groupBy(rows, ({ document }) => document)].filter(([document]) => sent.has(document));
  return new Map(
    vouchers.flatMap(([document, lines]): [string, string][] => {
      const doubt = keepsTogether(lines, rows) ? hiddenChange(lines, sent.get(document)) : notTogether;
      return doubt === undefined ? [] : [[document, doubt]];
    }),
  );
}

/** Whether a journal of a batch may hold one of these vouchers, by their document numbers, or may have held it when it was posted, as its lines are gone. */
export function mayHold({ isPosted }: Journal, rows: readonly LineHead[], documents: ReadonlySet<string>): boolean {
  return rows.length === 0 ? isPosted : rows.some(({ document }) => documents.has(document));
}

/** Whether a journal holds nothing but whole vouchers that people could post, so far as its lines alone tell. */
export function isPostable(rows: readonly LineRow[], currency: string): boolean {
  const vouchers = [...Map.groupBy(rows, ({ document }) => document).values()];
  return vouchers.every((lines) => keepsTogether(lines, rows) && isSound(lines, currency));
}

/** Whether of each voucher it is known what was sent, and it has these lines, as they were sent. */
export function isAsSent(rows: readonly LineRow[], sent: SentVouchers, currency: string): boolean {
  return [...Map.groupBy(rows, ({ document }) => document)].every(([document, lines]) => {
    const meant = sent.get(document);
    return lines.length === meant?.size && lines.every((it) => isLineAsSent(it, meant, currency));
  });
}

function hiddenChange(lines: readonly LineRow[], meant: SentLines | undefined): string | undefined {
  for (const line of lines.filter(isReadable)) {
    const was = meant?.get(line.lineNumber);
    const difference = was === undefined ? undefined : hiddenDifferenceOf(was, line);
    if (difference !== undefined) return `Finance & Operations changed a line: ${difference.what}.`;
  }
  return undefined;
}

function isLineAsSent(line: LineRow, meant: SentLines, currency: string): boolean {
  const was = meant.get(line.lineNumber);
  return was !== undefined && isReadable(line) && differenceOf(was, line, currency) === undefined;
}

/** Balanced, in one currency and on one day, and with no account that we never write. */
function isSound(lines: readonly LineRow[], currency: string): boolean {
  const readable = lines.filter(isReadable);
  if (readable.length < lines.length) return false;
  const isOdd = readable.some(
    (it) => it.hasOffset || it.currency !== currency || it.postingDate !== readable[0]?.postingDate,
  );
  return !isOdd && readable.reduce((sum, { amountMinor }) => sum + amountMinor, 0n) === 0n;
}
