import { createHash } from 'node:crypto';
import type { SyncLogSeal } from '@bilag/core';
import type pg from 'pg';
import { entryHash } from '../../src/audit/entry-hash.ts';
import { noHash, sealHash, signedText } from '../../src/audit/seal-hash.ts';
import { aSigningKey, readerOn } from '../support/audit.ts';
import type { Tampering } from './tampering.ts';
import { type IntactLog, organizationId } from './the-log.ts';

const where = 'organization_id = $1 and number = $2';

/** Falsifications of the chain itself. */
export const sealTamperings: readonly Tampering[] = [
  {
    name: 'change a column of a seal',
    kinds: ['seal-altered', 'seal-missing', 'entry-added'],
    async apply(client, log, chance) {
      const seal = chance.pick(log.seals);
      const [column, other] = chance.pick(Object.entries(otherOfSeal));
      await client.query(`update bilag.sync_log_seals set ${column} = ${other} where ${where}`, [
        organizationId,
        seal.number,
      ]);
      return { what: `${column} of seal ${seal.number}`, places: placesOf(seal) };
    },
  },
  {
    name: 'change one hash in a seal',
    kinds: ['seal-altered'],
    async apply(client, log, chance) {
      const seal = chance.pick(log.seals);
      const at = chance.below(seal.logIds.length);
      const hashes = Buffer.from(seal.entryHashes);
      const byte = 32 * at + chance.below(32);
      hashes.writeUInt8(hashes.readUInt8(byte) ^ (1 + chance.below(255)), byte);
      await client.query(`update bilag.sync_log_seals set entry_hashes = $3 where ${where}`, [
        organizationId,
        seal.number,
        hashes,
      ]);
      return { what: `that of entry ${seal.logIds[at]}`, position: placesOf(seal)[0] + at };
    },
  },
  {
    name: 'replace a signature',
    kinds: ['signature-wrong'],
    async apply(client, log, chance) {
      const seal = chance.pick(log.seals);
      const other = log.seals.find((it) => it.number !== seal.number) ?? seal;
      const forged = chance.pick([
        other.signature,
        aSigningKey().sign(signedText(seal.hash)),
        Buffer.alloc(64),
        Buffer.alloc(0),
      ]);
      await client.query(`update bilag.sync_log_seals set signature = $3 where ${where}`, [
        organizationId,
        seal.number,
        forged,
      ]);
      return { what: `that of seal ${seal.number}`, places: placesOf(seal) };
    },
  },
  {
    name: 'change an entry and make the chain anew',
    kinds: ['signature-wrong'],
    async apply(client, log, chance) {
      const entry = chance.pick(log.entries);
      const change = `update bilag.sync_logs set result = 'succeeded', actor = actor || 'x' where organization_id = $1 and log_id = $2`;
      await client.query(change, [organizationId, entry.logId]);
      const seal = log.seals.find((it) => it.position >= entry.position);
      if (seal === undefined) throw new Error('Every entry of the test is sealed.');
      await makeAnew(client, log, seal.number, chance.below(2) === 0);
      return { what: `entry ${entry.logId} in seal ${seal.number}`, places: placesOf(seal) };
    },
  },
  {
    name: 'delete a seal',
    kinds: ['seal-missing', 'entry-added'],
    async apply(client, log, chance) {
      const seal = chance.pick(log.seals);
      await client.query(`delete from bilag.sync_log_seals where ${where}`, [organizationId, seal.number]);
      const [logId = ''] = seal.logIds;
      return { what: `seal ${seal.number}`, position: placesOf(seal)[0], logId };
    },
  },
  {
    name: 'swap two seals',
    kinds: ['seal-altered'],
    async apply(client, log, chance) {
      const at = chance.below(log.seals.length - 1);
      const [first, second] = [log.seals[at], chance.pick(log.seals.slice(at + 1))];
      if (first === undefined) throw new Error('The chain of the test is too short.');
      const renumber = `update bilag.sync_log_seals set number = $3 where ${where}`;
      await client.query(renumber, [organizationId, first.number, 1_000_000]);
      await client.query(renumber, [organizationId, second.number, first.number]);
      await client.query(renumber, [organizationId, 1_000_000, second.number]);
      return { what: `seals ${first.number} and ${second.number}`, places: placesOf(first) };
    },
  },
  {
    name: 'put an older seal in the place of another',
    kinds: ['seal-altered'],
    async apply(client, log, chance) {
      const at = chance.below(log.seals.length - 1);
      const [older, newer] = [log.seals[at], chance.pick(log.seals.slice(at + 1))];
      await client.query(
        `update bilag.sync_log_seals s set log_ids = o.log_ids, entry_hashes = o.entry_hashes, hash = o.hash, signature = o.signature, sealed_at = o.sealed_at
         from bilag.sync_log_seals o where s.organization_id = $1 and s.number = $2 and o.organization_id = $1 and o.number = $3`,
        [organizationId, newer.number, older?.number],
      );
      return { what: `seal ${newer.number} is a copy of ${older?.number}`, places: placesOf(newer) };
    },
  },
  {
    name: 'cut off the end',
    kinds: ['head-differs'],
    async apply(client, log, chance) {
      const at = chance.below(log.seals.length);
      const gone = log.seals.slice(at);
      await client.query('delete from bilag.sync_logs where organization_id = $1 and log_id = any($2::bigint[])', [
        organizationId,
        gone.flatMap((it) => it.logIds),
      ]);
      await client.query('delete from bilag.sync_log_seals where organization_id = $1 and number >= $2', [
        organizationId,
        gone[0]?.number,
      ]);
      const [position] = placesOf(gone[0]);
      return { what: `from seal ${gone[0]?.number} on, entries and all`, position, needsHead: true };
    },
  },
];

const otherOfSeal: Readonly<Record<string, string>> = {
  number: 'number + 1000000',
  position: 'position + 1',
  log_ids: 'array[log_ids[1] + 3000000] || log_ids[2:]',
  sealed_at: `sealed_at - interval '1 microsecond'`,
  hash: 'sha256(hash)',
  key_id: 'reverse(key_id)',
};

function placesOf(seal: SyncLogSeal | undefined): [from: number, through: number] {
  if (seal === undefined) throw new Error('The chain of the test is too short.');
  return [seal.position - seal.logIds.length + 1, seal.position];
}

/** All that a thorough forger without the key can do: every hash from this seal on is right again. */
async function makeAnew(client: pg.ClientBase, { seals }: IntactLog, from: number, sign: boolean): Promise<void> {
  const reader = readerOn(client);
  const key = aSigningKey();
  let previous = seals.find((it) => it.number === from - 1)?.hash ?? noHash;
  for (const seal of seals.filter((it) => it.number >= from)) {
    const stored = new Map((await reader.entries(organizationId, seal.logIds)).map((it) => [it.logId, it]));
    const hashes = seal.logIds.map((id) => {
      const entry = stored.get(id);
      return entry === undefined ? createHash('sha256').digest() : entryHash(entry);
    });
    const entryHashes = Buffer.concat(hashes);
    const hash = sealHash({ ...seal, entryHashes }, previous);
    const signature = sign ? key.sign(signedText(hash)) : seal.signature;
    await client.query(`update bilag.sync_log_seals set entry_hashes = $3, hash = $4, signature = $5 where ${where}`, [
      organizationId,
      seal.number,
      entryHashes,
      hash,
      signature,
    ]);
    previous = hash;
  }
}
