import path from 'node:path';
import type { VoucherReference } from '@bilag/core';
import type { ExportFolder } from './export-folder.ts';
import type { Entry } from './files.ts';

/**
 * What `taken` has under a reference: a claim; if a person refused its file, a mark; then the next claim, its mark, and so on. Names are only added, each in
 * one step and once, so whoever adds the next one knows that nobody has added any since the names were read.
 */
export interface Taken {
  /** In the order in which they were added: claims and marks in turn. */
  readonly names: readonly Entry[];
  /** The path of the name that comes next. */
  readonly next: string;
  /** A person took the first claim away and left its mark. */
  readonly isTorn: boolean;
}

/** Reads the names one after the other, up to the first that is missing. */
export async function readTaken({ files, places }: ExportFolder, reference: VoucherReference): Promise<Taken> {
  const pathOf = (at: number) => path.join(places.taken, nameOf(reference, at));
  const names: Entry[] = [];
  for (;;) {
    const next = pathOf(names.length);
    const entry = await files.look(next);
    if (entry === undefined) {
      return { names, next, isTorn: names.length === 0 && (await files.look(pathOf(1))) !== undefined };
    }
    names.push(entry);
  }
}

/** `R`, `R.refused`, `R.2`, `R.2.refused`, … */
function nameOf(reference: VoucherReference, at: number): string {
  const claim = at < 2 ? reference : `${reference}.${Math.floor(at / 2) + 1}`;
  return at % 2 === 0 ? claim : `${claim}.refused`;
}

/** Whether the file of the last claim was seen in «refused», and never in «new» or «booked» since. */
export const isRefused = ({ names }: Taken): boolean => names.length > 0 && names.length % 2 === 0;

/** The claim that counts. */
export const lastClaim = ({ names }: Taken): Entry | undefined => names.findLast((_entry, at) => at % 2 === 0);

/** The mark that counts, if {@link isRefused}. */
export const lastMark = (taken: Taken): Entry | undefined => (isRefused(taken) ? taken.names.at(-1) : undefined);

/** Whether the voucher may be claimed: it never was, or a person refused it and then deleted every file of it that we know. */
export function isFree(taken: Taken): boolean {
  if (taken.names.length === 0) return !taken.isTorn;
  return isRefused(taken) && taken.names.every((it) => !liesElsewhere(it, taken));
}

/** Whether the file still has a name that is not ours, wherever that is on this disk, and if the file system counts them. */
export function liesElsewhere(file: Entry, { names }: Taken): boolean {
  return file.names > names.filter(({ id }) => id === file.id).length;
}
