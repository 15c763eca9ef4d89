import { type SealableEntry, sealedAttemptColumns, sealedEntryColumns } from '@bilag/core';
import { canonical, sha256 } from './canonical.ts';
import { hashLeftOf } from './erasable-text.ts';

/**
 * The hash of an entry: all its columns and those of the attempt that it tells of.
 * @param erased columns of which only the hash is left, so that an entry has the hash that it had
 */
export function entryHash({ entry, attempt }: SealableEntry, erased: readonly string[] = []): Buffer {
  const parts = partsOf(sealedEntryColumns, entry, '', erased);
  const sent = attempt === null ? [] : partsOf(sealedAttemptColumns, attempt, 'attempt.');
  return sha256(canonical('bilag-sync-log-entry-1', [...parts, ...sent]));
}

/**
 * Whether an entry has this hash: as it is, or with texts that were erased since. A text that looks erased may have been written so: only the hash tells.
 */
export function matchOf(entry: SealableEntry, hash: Uint8Array): 'as-it-was' | 'erased' | undefined {
  if (entryHash(entry).equals(hash)) return 'as-it-was';
  const looksErased = erasable
    .filter(([, at]) => hashLeftOf(entry.entry[at] ?? '') !== undefined)
    .map(([name]) => name);
  const choices = looksErased.length > 1 ? [looksErased, ...looksErased.map((it) => [it])] : [looksErased];
  const isErased = looksErased.length > 0 && choices.some((it) => entryHash(entry, it).equals(hash));
  return isErased ? 'erased' : undefined;
}

const erasable = sealedEntryColumns.flatMap(([name, kind], at) => (kind === 'erasable' ? [[name, at] as const] : []));

type Columns = typeof sealedEntryColumns | typeof sealedAttemptColumns;

function partsOf(columns: Columns, values: readonly (string | null)[], prefix = '', erased: readonly string[] = []) {
  if (values.length !== columns.length) throw new Error('An entry has other columns than its hash.');
  return columns.map(([name, kind], at) => {
    const value = values[at] ?? null;
    return [prefix + name, kind, kind === 'erasable' ? commitment(value, erased.includes(name)) : value] as const;
  });
}

function commitment(text: string | null, isErased: boolean): string | null {
  if (text === null) return null;
  const left = isErased ? hashLeftOf(text) : undefined;
  return left ?? sha256(text).toString('hex');
}
