import type { SyncLogSeal, UnsealedEntries } from '@bilag/core';
import { noHash, sealHash, signedText } from './seal-hash.ts';
import type { SigningKey } from './signing-key.ts';

/** The next seal of an organization, over the entries that wait. */
export function sealEntries(
  { organizationId, entries, end, nowMicros }: UnsealedEntries,
  key: SigningKey,
): SyncLogSeal {
  const content = {
    organizationId,
    number: (end?.number ?? 0) + 1,
    position: (end?.position ?? 0) + entries.length,
    logIds: entries.map((it) => it.logId),
    entryHashes: Buffer.concat(entries.map((it) => it.hash)),
    sealedAtMicros: nowMicros,
    keyId: key.keyId,
  };
  const hash = sealHash(content, end?.hash ?? noHash);
  return { ...content, hash, signature: key.sign(signedText(hash)) };
}
