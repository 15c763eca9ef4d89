import { randomUUID } from 'node:crypto';
import type { Begun, IdempotencyStore, KeyUse } from '@bilag/core';
import type { Pool } from 'pg';
import * as sql from './sql/idempotency-statements.ts';
import { inOrganization } from './sql/in-organization.ts';

interface Row {
  readonly fingerprint: string;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly body: string | null;
}

/** Idempotency keys on PostgreSQL. Of two requests that come at once, one takes the key. */
export function createPostgresIdempotencyStore(requestPool: Pool): IdempotencyStore {
  const run = ({ organizationId, caller, key }: KeyUse, text: string, more: readonly unknown[]) =>
    inOrganization(requestPool, organizationId, async (client) => {
      await client.query(text, [organizationId, caller, key, ...more]);
    });
  return {
    begin: (use) =>
      inOrganization(requestPool, use.organizationId, async (client): Promise<Begun> => {
        const { organizationId, caller, key, fingerprint } = use;
        const attempt = randomUUID();
        const taken = await client.query(sql.takeKey, [organizationId, caller, key, fingerprint, attempt]);
        if (taken.rowCount === 1) return { kind: 'begun', attempt };
        const { rows } = await client.query<Row>(sql.readKey, [organizationId, caller, key]);
        return meaningOf(rows[0], fingerprint);
      }),
    answer: (use, attempt, { status, headers, body }) =>
      run(use, sql.answerKey, [attempt, status, JSON.stringify(headers), body]),
    release: (use, attempt) => run(use, sql.releaseKey, [attempt]),
  };
}

function meaningOf(row: Row | undefined, fingerprint: string): Begun {
  if (row === undefined) return { kind: 'no-organization' };
  if (row.fingerprint !== fingerprint) return { kind: 'other-request' };
  const { status, headers, body } = row;
  if (status === null) return { kind: 'in-flight' };
  return { kind: 'answered', answer: { status, headers: headers ?? {}, body: body ?? '' } };
}
