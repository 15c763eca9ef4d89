import type { KeyStore, Resealed, SealedSecret, StoredSecret } from '@bilag/core';
import type { Pool, PoolClient } from 'pg';
import { sealedPlaces } from './sealed-places.ts';
import { inTransaction } from './sql/in-organization.ts';
import * as sql from './sql/key-statements.ts';

interface SecretRow {
  readonly kind: string;
  readonly organization_id: string;
  readonly version: number;
  readonly sealed: SealedSecret;
}

interface CountRow {
  readonly kind: string;
  readonly key_id: string;
  readonly count: number;
}

/** What is sealed, on PostgreSQL. The pool is that of the platform's scope. */
export function createPostgresKeyStore(enginePool: Pool): KeyStore {
  const check = async () => (await enginePool.query<{ sealed: SealedSecret }>(sql.check)).rows[0]?.sealed;
  return {
    check,
    async placeCheck(sealed) {
      await enginePool.query(sql.placeCheck, [JSON.stringify(sealed)]);
      return (await check()) ?? sealed;
    },
    async replaceCheck(before, next) {
      await enginePool.query(sql.replaceCheck, [JSON.stringify(before), JSON.stringify(next)]);
    },
    async begin() {
      await enginePool.query(sql.begin);
    },
    some: async (limit) => (await enginePool.query<SecretRow>(sql.some, [limit])).rows.map(secretOf),
    async notSealedWith(keyId, after, organizations) {
      return (await enginePool.query<SecretRow>(sql.notSealedWith, [keyId, after, organizations])).rows.map(secretOf);
    },
    replace: (resealed, { keyId, actor }) =>
      inTransaction(enginePool, async (client) => {
        const byOrganization = Map.groupBy(resealed, (it) => it.organizationId);
        await client.query(sql.lockOrganizations, [[...byOrganization.keys()]]);
        let replaced = 0;
        for (const [organizationId, its] of byOrganization) {
          const placed = await place(client, its);
          replaced += placed.length;
          if (placed.length === 0) continue;
          const detail = { keyId, secrets: placed.map(({ kind, sealed }) => ({ kind, formerKeyId: sealed.keyId })) };
          await client.query(sql.logRotation, [organizationId, actor, JSON.stringify(detail)]);
        }
        return replaced;
      }),
    async counts() {
      const { rows } = await enginePool.query<CountRow>(sql.counts);
      return rows.map(({ kind, key_id: keyId, count }) => ({ kind, keyId, count }));
    },
    adopt: (next, { keyId, actor, reason }) =>
      inTransaction(enginePool, async (client) => {
        await client.query(sql.putCheck, [JSON.stringify(next)]);
        await client.query(sql.logAdoption, [actor, reason, JSON.stringify({ keyId })]);
      }),
  };
}

/** @returns those that were still as they had been read. */
async function place(client: PoolClient, resealed: readonly Resealed[]): Promise<readonly Resealed[]> {
  const placed: Resealed[] = [];
  for (const it of resealed) {
    const values = [it.organizationId, it.version, JSON.stringify(it.sealed), JSON.stringify(it.next)];
    const { rowCount } = await client.query(sql.replace(placeOf(it.kind)), values);
    if (rowCount === 1) placed.push(it);
  }
  return placed;
}

function placeOf(kind: string) {
  const found = sealedPlaces.find((it) => it.kind === kind);
  if (found === undefined) throw new Error(`«${kind}» is no kind of secret.`);
  return found;
}

function secretOf({ kind, organization_id: organizationId, version, sealed }: SecretRow): StoredSecret {
  const context = placeOf(kind).contextOf({ organizationId, version });
  return { kind, organizationId, version, context, sealed };
}
