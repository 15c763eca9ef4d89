import type { ChainEnd, SealableEntry, SyncLogSeal, VerifiableEntry } from '@bilag/core';

/** An entry with its columns as text. */
export interface SealableRow {
  readonly organization_id: string;
  readonly log_id: string;
  readonly transaction_id: string;
  readonly at_micros: string;
  readonly record_id: string | null;
  readonly action: string;
  readonly entry: readonly (string | null)[];
  readonly attempt: readonly (string | null)[] | null;
}

/** An entry with what was sent. */
export interface VerifiableRow extends SealableRow {
  readonly payload: string | null;
  readonly payload_hash: string | null;
  readonly opened_micros: string | null;
}

/** The end of a chain; `bigint` columns arrive as text. */
export interface EndRow {
  readonly organization_id: string;
  readonly number: string;
  readonly position: string;
  readonly hash: Uint8Array;
}

/** A seal as it is read. */
export interface SealRow extends EndRow {
  readonly log_ids: readonly string[];
  readonly entry_hashes: Uint8Array;
  readonly sealed_at_micros: string;
  readonly key_id: string;
  readonly signature: Uint8Array;
}

/** A row as an entry that can be sealed. */
export const sealableOf = (row: SealableRow): SealableEntry => ({
  organizationId: row.organization_id,
  logId: row.log_id,
  transactionId: row.transaction_id,
  atMicros: row.at_micros,
  recordId: row.record_id,
  action: row.action,
  entry: row.entry,
  attempt: row.attempt,
});

/** A row as an entry that can be verified. */
export const verifiableOf = (row: VerifiableRow): VerifiableEntry => ({
  ...sealableOf(row),
  payload: row.payload,
  payloadHash: row.payload_hash,
  openedMicros: row.opened_micros,
});

/** A row as the end of a chain. */
export const endOf = (row: EndRow): ChainEnd => ({
  number: Number(row.number),
  position: Number(row.position),
  hash: row.hash,
});

/** A row as a seal. */
export const sealOf = (row: SealRow): SyncLogSeal => ({
  ...endOf(row),
  organizationId: row.organization_id,
  logIds: row.log_ids,
  entryHashes: row.entry_hashes,
  sealedAtMicros: row.sealed_at_micros,
  keyId: row.key_id,
  signature: row.signature,
});

/** A seal as the statement takes it. */
export const sealJson = (seal: SyncLogSeal) => ({
  organization_id: seal.organizationId,
  number: seal.number,
  position: seal.position,
  log_ids: `{${seal.logIds.join(',')}}`,
  entry_hashes: Buffer.from(seal.entryHashes).toString('hex'),
  sealed_at_micros: seal.sealedAtMicros,
  hash: Buffer.from(seal.hash).toString('hex'),
  key_id: seal.keyId,
  signature: Buffer.from(seal.signature).toString('hex'),
});
