import type { SyncLogSeal } from '@bilag/core';
import { canonical, sha256 } from './canonical.ts';

/** What is hashed of a seal. */
export type SealContent = Omit<SyncLogSeal, 'hash' | 'signature'>;

/** The hash of a seal. `previous` is that of the seal before, empty for the first; so a chain has one past only. */
export function sealHash(seal: SealContent, previous: Uint8Array): Buffer {
  const text = (name: string, value: string) => [name, 'text', value] as const;
  const hex = (name: string, value: Uint8Array) => [name, 'hex', Buffer.from(value).toString('hex')] as const;
  return sha256(
    canonical('bilag-sync-log-seal-1', [
      text('organization', seal.organizationId),
      text('number', String(seal.number)),
      text('position', String(seal.position)),
      text('entries', seal.logIds.join(',')),
      hex('hashes', seal.entryHashes),
      text('sealed-at', seal.sealedAtMicros),
      text('key', seal.keyId),
      hex('previous', previous),
    ]),
  );
}

/** What is signed. */
export const signedText = (hash: Uint8Array): Buffer =>
  Buffer.from(`bilag-sync-log-seal-1 ${Buffer.from(hash).toString('hex')}`);

/** Before the first seal there is nothing. */
export const noHash = new Uint8Array();
