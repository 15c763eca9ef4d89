import type { FoundLine } from '@bilag/core';
import { idAt, type JsonObject, objectAt } from '../json.ts';
import type { Slot } from './config-schema.ts';
import { codeAt } from './record-code.ts';

/** A reference to master data as Xledger's lists give it: always by id, and by code where it shows that. */
export interface RecordedReference {
  readonly id: string;
  readonly code: string | undefined;
}

/** A voucher line as Xledger's lists give it. */
export interface RecordedLine {
  readonly account: RecordedReference | undefined;
  /** In hundredths; `undefined` when it cannot be read exactly. */
  readonly amountMinor: bigint | undefined;
  /** What stands in the places that were asked for. */
  readonly places: ReadonlyMap<Slot, RecordedReference>;
}

/** Codes by id, of accounts and of what stands in the places of dimensions. */
export interface Codes {
  readonly accounts: ReadonlyMap<string, string>;
  readonly objects: ReadonlyMap<string, string>;
  readonly projects: ReadonlyMap<string, string>;
}

/** Reads a row of the queue or a line of the journal. */
export function recordedLine(node: JsonObject, slots: readonly Slot[]): RecordedLine {
  const places = slots.flatMap((slot) => {
    const reference = referenceAt(node, slot);
    return reference === undefined ? [] : [[slot, reference] as const];
  });
  return {
    account: referenceAt(node, 'account'),
    amountMinor: hundredths(node['amount'] ?? node['invoiceAmount']),
    places: new Map(places),
  };
}

function referenceAt(node: JsonObject, field: string): RecordedReference | undefined {
  const reference = objectAt(node, field) ?? {};
  const id = idAt(reference, 'dbId');
  return id === undefined ? undefined : { id, code: codeAt(reference) };
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
  const { account, amountMinor } = line;
  const ledgerAccount = account?.code ?? codes.accounts.get(account?.id ?? '');
  if (ledgerAccount === undefined || amountMinor === undefined) return undefined;
  const values: Record<string, string> = {};
  for (const [axis, slot] of dimensions) {
    const value = line.places.get(slot);
    if (value === undefined) continue;
    const code = value.code ?? codeOf(value.id, slot, codes);
    if (code === undefined) return undefined;
    values[axis] = code;
  }
  return { ledgerAccount, amountMinor, dimensions: values };
}

/** A numbered place may hold projects, and whether those are object values too is not known. */
function codeOf(id: string, slot: Slot, { objects, projects }: Codes): string | undefined {
  return slot === 'project' ? projects.get(id) : (objects.get(id) ?? projects.get(id));
}
