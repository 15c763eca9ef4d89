import type { ChainReader, UnsealedEntry } from '@bilag/core';
import type { OrganizationDoor } from './organization-door.ts';
import { type SealRow, sealOf, type VerifiableRow, verifiableOf } from './seal-rows.ts';
import * as sql from './sql/seal-statements.ts';

interface UnsealedRow {
  readonly log_id: string;
  readonly transaction_id: string;
  readonly is_foreign: boolean;
  readonly is_passed: boolean;
  readonly count: string;
}

interface ErasureRow {
  readonly record_id: string | null;
  readonly before_micros: string | null;
}

/** Chain and entries on PostgreSQL, as one organization sees them. */
export function createPostgresChainReader(door: OrganizationDoor): ChainReader {
  return {
    seals: (organizationId, afterNumber, limit) =>
      door(organizationId, async (sender) => {
        const values = [organizationId, afterNumber, limit];
        return (await sender.query<SealRow>(sql.sealsAfter, values)).rows.map(sealOf);
      }),
    entries: (organizationId, logIds) =>
      door(organizationId, async (sender) => {
        const values = [organizationId, logIds];
        return (await sender.query<VerifiableRow>(sql.entriesOf, values)).rows.map(verifiableOf);
      }),
    unsealed: (organizationId, limit) =>
      door(organizationId, async (sender) => {
        const { rows } = await sender.query<UnsealedRow>(sql.unsealedOf, [organizationId, limit]);
        const first = rows.map(
          (it): UnsealedEntry => ({
            logId: it.log_id,
            transactionId: it.transaction_id,
            isForeign: it.is_foreign,
            isPassed: it.is_passed,
          }),
        );
        return { count: Number(rows[0]?.count ?? 0), first };
      }),
    erasures: (organizationId) =>
      door(organizationId, async (sender) => {
        const { rows } = await sender.query<ErasureRow>(sql.erasuresOf, [organizationId]);
        const befores = rows.flatMap((it) => (it.before_micros === null ? [] : [BigInt(it.before_micros)]));
        const latest = befores.reduce(
          (most: bigint | undefined, it) => (most === undefined || it > most ? it : most),
          undefined,
        );
        return {
          recordIds: new Set(rows.flatMap((it) => (it.record_id === null ? [] : [it.record_id]))),
          beforeMicros: latest === undefined ? undefined : String(latest),
        };
      }),
  };
}
