import { randomBytes } from 'node:crypto';
import type { ChainReader, ChainVerification } from '@bilag/core';
import type pg from 'pg';
import { createSealer, type Sealer } from '../../src/audit/sealer.ts';
import { publicKeysOf, type SigningKey, signingKeyOf } from '../../src/audit/signing-key.ts';
import { type VerificationOptions, verifyChain } from '../../src/audit/verify-chain.ts';
import { createPostgresChainReader } from '../../src/persistence/postgres-chain-reader.ts';
import { createPostgresSealStore } from '../../src/persistence/postgres-seal-store.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import type { ServiceDatabase } from './service-database.ts';

/** A key that nobody else has. */
export const aSigningKey = (): SigningKey => signingKeyOf(randomBytes(32));

/** A sealer of the database, not started. It seals once nobody else on the server is in the way. */
export function sealerOf(service: ServiceDatabase, key: SigningKey): Sealer {
  const sealer = createSealer(
    createPostgresSealStore(service.database.enginePool),
    async () => key,
    createLogger('fatal'),
  );
  return {
    ...sealer,
    async sealAll() {
      await untilOthersHaveEnded(service);
      return await sealer.sealAll();
    },
  };
}

/**
 * Transactions are numbered by the server, and an older one that is open in any database of it holds up what may be sealed: other files' tests, and the server's own
 * housekeeping. What this database's sessions have open is not waited for.
 */
export async function untilOthersHaveEnded({ asOwner }: Pick<ServiceDatabase, 'asOwner'>): Promise<void> {
  const [{ now } = { now: '0' }] = await asOwner<{ now: string }>(
    'select pg_snapshot_xmax(pg_current_snapshot())::text as now',
  );
  const inTheWay = async () => {
    const rows = await asOwner(
      `select from pg_stat_activity where (datname is distinct from current_database() or backend_type <> 'client backend')
       and backend_xid::text::bigint < $1::bigint % 4294967296`,
      [now],
    );
    return rows.length;
  };
  while ((await inTheWay()) > 0) await new Promise((resolve) => void setTimeout(resolve, 20));
}

/** Reads the chain on one connection, so that it sees what an open transaction there has changed. */
export const readerOn = (client: pg.ClientBase): ChainReader =>
  createPostgresChainReader((_organizationId, work) => work(client));

/** Verifies an organization's log with one key. */
export async function verified(
  reader: ChainReader,
  organizationId: string,
  key: SigningKey,
  options: Omit<VerificationOptions, 'keys'> = {},
): Promise<ChainVerification> {
  const keys = publicKeysOf([key.publicKey]);
  return (await verifyChain(reader, organizationId, { keys, ...options })).found;
}

/**
 * SQL that adds steps of one organization's log, each an attempt of a record with what was sent and one or two entries that tell of it, and entries of
 * people between them. $1 organization, $2 the first sequence, $3 the last.
 */
export const writeSteps = `
with step as (
  select n, gen_random_uuid() as record_id, '{"voucher":' || n || ',"text":"Reise Oslo – Bergen, Kari"}' as payload from generate_series($2::int, $3::int) n
), sent as (
  insert into bilag.delivery_attempts (organization_id, sequence, attempt, record_id, payload, payload_hash, batch_key, connector, config_version,
    credential_version, mapping_version, fence, opened_at, deadline_at, posting_date, total_minor)
  select $1, n, 1, record_id, payload, encode(sha256(convert_to(payload, 'UTF8')), 'hex'), 'B' || n, 'xledger', 1, 1, 1 + n % 3, n, clock_timestamp(),
    clock_timestamp() + interval '30 s', date '2026-03-01' + n % 28, n * 100 from step
)
insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence, attempt, error_code, message, detail, trigger, refers_to)
select $1, e.actor, e.action, e.result, step.record_id, step.n, e.attempt, e.error_code, e.message, e.detail::jsonb, e.trigger, e.refers_to
from step cross join lateral (values
  (1, 'engine', 'attempt', case when n % 3 = 0 then 'in-doubt' else 'succeeded' end, 1, case when n % 3 = 0 then 'ERP_REPLY_LOST' end,
    case when n % 3 = 0 then 'No answer for Kari' end, case when n % 3 = 0 then '{"reply":{"status":502,"body":"Kari"},"n":1.50}' end, 'automatic', null::bigint),
  (2, 'engine', 'look-up', 'succeeded', 1, null, null, null, 'automatic', null),
  (3, 'anne', 'retry', 'requested', null, null, 'Spurt av Kari', '{"records":1}', 'manual', 7)
) e(nth, actor, action, result, attempt, error_code, message, detail, trigger, refers_to)
where e.nth = 1 or (e.nth = 2 and n % 3 = 0) or (e.nth = 3 and n % 5 = 0) order by step.n, e.nth`;
