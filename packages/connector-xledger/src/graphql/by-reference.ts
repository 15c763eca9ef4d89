import type { VoucherReference } from '@bilag/core';
import type { JsonObject } from '../json.ts';
import { textAt } from '../json.ts';
import type { Errand } from './errand.ts';
import { type ListQuestion, readAll } from './lists.ts';
import { NotUnderstood, PerhapsNotUnderstood, type Questions, TooMuch } from './questions.ts';

/** One way to ask for the records under some references: with which fields, and for how many references at a time. */
export interface ReferenceWording {
  readonly fields: string;
  /** Where the list cannot be filtered by reference it is read from the time of the sending on, where that is sure to find it, or whole. */
  readonly references: number | 'all since' | 'all';
}

/** The references of a look-up, and since when anything can lie under one of them, in Xledger's time; `undefined` when that is not known. */
export interface Sought {
  readonly references: readonly VoucherReference[];
  readonly since: string | undefined;
}

/** Most references in one filter, and a number that no server should mind. */
export const filterSizes = { most: 500, few: 100 } as const;

/**
 * The ways to ask a list for references: with the best fields first, filtered for many references, then for few, then by time, then not at all.
 * @source reference of the Xledger API, section 7, read 2026-11: filtering by `extIdentifier` is an inference, and so is its size. Filtering by
 *   `modifiedAt` is confirmed for the import queue, and used for no other list: what a filter passes over would count as absent.
 */
export function referenceWordings(
  { references: { length: count }, since }: Sought,
  fields: readonly string[],
): readonly [ReferenceWording, ...ReferenceWording[]] {
  const byTime = since === undefined ? [] : (['all since'] as const);
  const sizes = [...(count > filterSizes.few ? [filterSizes.most] : []), filterSizes.few, ...byTime, 'all'] as const;
  const wordings = sizes.flatMap((size) => fields.map((it): ReferenceWording => ({ fields: it, references: size })));
  const [first, ...others] = wordings;
  if (first === undefined) throw new RangeError('A list is asked for with some fields');
  return [first, ...others];
}

/**
 * All records of a list under the references, in one wording.
 * @throws {NotUnderstood} also when many references are more than Xledger takes at a time: a wording with fewer may do.
 */
export async function readByReference(
  list: Pick<ListQuestion, 'list'> & Errand,
  { references, since }: Sought,
  { fields, references: size }: ReferenceWording,
  questions: Questions,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  if (typeof size === 'string') {
    const args = size === 'all since' && since !== undefined ? { args: sinceFilter(since) } : {};
    return await readAll({ ...list, fields, ...args }, questions, signal);
  }
  const records: JsonObject[] = [];
  for (let at = 0; at < references.length; at += size) {
    const part = references.slice(at, at + size);
    const question = { ...list, fields, args: 'filter: { extIdentifier_in: $references }', references: part };
    try {
      records.push(...(await readAll(question, questions, signal)));
    } catch (error) {
      if (!(error instanceof TooMuch) || part.length <= filterSizes.few) throw error;
      const Kind = error.isSure ? NotUnderstood : PerhapsNotUnderstood;
      throw new Kind('ERP_UNAVAILABLE', error.message);
    }
  }
  return records;
}

/** Only records that were made or changed from this time on. */
const sinceFilter = (since: string): string => `filter: { modifiedAt_gte: "${since}" }`;

/**
 * Since when a voucher that was sent then can lie in Xledger, as its date-times are written. They are Central European and ours is UTC, which is at most
 * two hours behind; a day more makes up for clocks that differ.
 */
export function sinceOf(sentAt: Date): string {
  return new Date(sentAt.getTime() - 86_400_000).toISOString().slice(0, 19);
}

/** Which of the references a record carries, as its external identifier or its invoice number; padding and case do not matter. */
export function createReferenceFinder(references: readonly VoucherReference[]) {
  const known = new Map<string, VoucherReference>(references.map((it) => [it, it]));
  return (node: JsonObject): VoucherReference | undefined => {
    const carried = ['extIdentifier', 'invoiceNumber'].map((field) => textAt(node, field)?.trim().toUpperCase() ?? '');
    return carried.map((it) => known.get(it)).find((it) => it !== undefined);
  };
}
