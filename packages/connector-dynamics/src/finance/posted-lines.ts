import type { JournalLineRow } from './journal-line.ts';
import type { Journals } from './journals.ts';

/** Those of the lines whose journal is posted. @throws {SyncError} retryable or permanent. */
export async function inPostedJournals<Line>(
  lines: readonly Line[],
  rowOf: (line: Line) => Pick<JournalLineRow, 'journalNumber'>,
  journals: Pick<Journals, 'find'>,
  signal: AbortSignal,
): Promise<readonly Line[]> {
  if (lines.length === 0) return [];
  const numbers = [...new Set(lines.map((line) => rowOf(line).journalNumber))];
  const posted = new Set((await journals.find({ numbers }, signal)).filter((it) => it.isPosted).map((it) => it.number));
  return lines.filter((line) => posted.has(rowOf(line).journalNumber));
}
