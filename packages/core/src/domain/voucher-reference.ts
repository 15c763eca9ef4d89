import { sha256Base32 } from './fingerprint.ts';

/**
 * Our name for a voucher in the ERP: at most 20 characters of `A–Z 0–9 -`, the same on every attempt, for ever.
 * It is the idempotency key: it travels as the document number and in every searchable field.
 */
export type VoucherReference = string & { readonly __brand: 'VoucherReference' };

/** What a voucher is made from; together unique for ever. */
export interface RecordIdentity {
  readonly organizationId: string;
  readonly kind: RecordKind;
  readonly sourceId: string;
  readonly revision: number;
}

/** The kinds of expense record. */
export const recordKinds = ['reimbursement', 'honorarium'] as const;

/** A kind of expense record. */
export type RecordKind = (typeof recordKinds)[number];

const prefixes: Record<RecordKind, string> = { reimbursement: 'R', honorarium: 'H' };

/**
 * Derives the reference from the record's identity alone: `R-` or `H-` and 90 bits of its SHA-256, so that two records of one
 * organization share a reference with a probability below 1 in 10^15 at a million records.
 */
export function deriveVoucherReference(identity: RecordIdentity): Promise<VoucherReference> {
  return derive('bilag-voucher-1', identity);
}

/** The reference of the voucher that takes back a record's voucher: derived from the same identity, so that there is one for ever. */
export function deriveReversalReference(identity: RecordIdentity): Promise<VoucherReference> {
  return derive('bilag-reversal-1', identity);
}

async function derive(what: string, { organizationId, kind, sourceId, revision }: RecordIdentity) {
  const name = JSON.stringify([what, organizationId, kind, sourceId, revision]);
  return parseVoucherReference(`${prefixes[kind]}-${await sha256Base32(name, 18)}`);
}

/** A stored or received text as a reference, or `undefined` when it cannot be one of ours. */
export function asVoucherReference(text: string): VoucherReference | undefined {
  return isVoucherReference(text) ? text : undefined;
}

/** Whether a text has the form that every reference of ours has, whatever installation made it. */
export function hasReferenceForm(text: string): text is VoucherReference {
  return /^[RH]-[0-9A-Z]{18}$/.test(text);
}

/** A text that must be a reference; anything else is a fault of ours. */
export function parseVoucherReference(text: string): VoucherReference {
  if (!isVoucherReference(text)) throw new Error('Not a voucher reference: at most 20 characters of A–Z 0–9 -.');
  return text;
}

function isVoucherReference(text: string): text is VoucherReference {
  return /^[A-Z0-9-]{1,20}$/.test(text);
}
