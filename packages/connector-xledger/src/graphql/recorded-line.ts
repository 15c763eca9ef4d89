import type { FoundLine } from '@bilag/core';
import { idAt, type JsonObject, objectAt } from '../json.ts';
import type { Slot } from './config-schema.ts';

/** A voucher line as Xledger's lists give it: ids in place of codes. */
export interface RecordedLine {
  readonly accountId: string | undefined;
  /** In hundredths; `undefined` when it cannot be read exactly. */
  readonly amountMinor: bigint | undefined;
  /** The ids in the places that were asked for. */
  readonly slotIds: ReadonlyMap<Slot, string>;
}

/** Codes by id, of accounts and of what stands in the places of dimensions. */
export interface Codes {
  readonly accounts: ReadonlyMap<string, string>;
  readonly objects: ReadonlyMap<string, string>;
  readonly projects: ReadonlyMap<string, string>;
}

/** Reads a row of the queue or a line of the journal. */
export function recordedLine(node: JsonObject, slots: readonly Slot[]): RecordedLine {
  const pairs = slots.map((slot) => [slot, idAt(objectAt(node, slot) ?? {}, 'dbId')] as const);
  return {
    accountId: idAt(objectAt(node, 'account') ?? {}, 'dbId'),
    amountMinor: hundredths(node['amount'] ?? node['invoiceAmount']),
    slotIds: new Map(pairs.filter((pair): pair is readonly [Slot, string] => pair[1] !== undefined)),
  };
}

/** Money is a decimal text with a dot; a number is taken as well. @source reference of the Xledger API, section 3, read 2026-11 */
function hundredths(value: unknown): bigint | undefined {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,2})0*)?$/.exec(String(value));
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  const minor = BigInt(whole + fraction.padEnd(2, '0'));
  return sign === '-' ? -minor : minor;
}

/** The line in our words, or `undefined` when some of it cannot be read. */
export function foundLine(
  line: RecordedLine,
  codes: Codes,
  dimensions: ReadonlyMap<string, Slot>,
): FoundLine | undefined {
  const ledgerAccount = line.accountId === undefined ? undefined : codes.accounts.get(line.accountId);
  if (ledgerAccount === undefined || line.amountMinor === undefined) return undefined;
  const values: Record<string, string> = {};
  for (const [axis, slot] of dimensions) {
    const id = line.slotIds.get(slot);
    if (id === undefined) continue;
    const code = slot === 'project' ? codes.projects.get(id) : (codes.objects.get(id) ?? codes.projects.get(id));
    if (code === undefined) return undefined;
    values[axis] = code;
  }
  return { ledgerAccount, amountMinor: line.amountMinor, dimensions: values };
}
