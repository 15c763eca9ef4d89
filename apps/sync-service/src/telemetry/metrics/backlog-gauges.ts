import type { Meter } from '@opentelemetry/api';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { attribute } from '../attributes.ts';

/** How long one reading serves, however often somebody scrapes, in milliseconds. */
const restMs = 15_000;

/** Counting a backlog of millions takes a while, and is not worth more than this, in milliseconds. */
const patienceMs = 5_000;

const sql = `
select
  coalesce((select json_object_agg(state, count) from (select state, count(*) from bilag.outbox group by state) b), '{}') as backlog,
  (select extract(epoch from clock_timestamp() - min(r.received_at))::double precision
   from bilag.outbox o join bilag.expense_records r on r.organization_id = o.organization_id and r.record_id = o.record_id
   where o.state in ('pending', 'sending', 'unknown')
     and exists (select from bilag.integration_configs i where i.organization_id = o.organization_id and i.enabled)) as oldest_seconds,
  (select count(*) from bilag.lanes where pause_code is not null)::integer as paused,
  (select count(*) from bilag.instance where mode <> 'normal')::integer as held`;

interface Backlog {
  readonly backlog: Readonly<Record<string, number>>;
  readonly oldest_seconds: number | null;
  readonly paused: number;
  readonly held: number;
}

/**
 * What waits in the database, read when somebody scrapes. Every replica tells the same, so take the maximum and not the sum. While the database is away these
 * have no value, and everything else has.
 */
export function observeBacklog(meter: Meter, enginePool: Pool, log: Logger): void {
  const entries = meter.createObservableGauge('bilag.backlog', {
    description: 'Vouchers that are not finished, by state.',
  });
  const oldest = meter.createObservableGauge('bilag.backlog.oldest_age.seconds', {
    unit: 's',
    description:
      'Since the storing of the oldest approval that is not in the books, of organizations whose connector is enabled.',
  });
  const paused = meter.createObservableGauge('bilag.lanes.paused', {
    description: 'Organizations that are not served until somebody acts.',
  });
  const held = meter.createObservableGauge('bilag.instance.held', {
    description: 'Whether this installation sends nothing until somebody releases it.',
  });
  let known: { readonly at: number; readonly backlog: Promise<Backlog | undefined> } | undefined;
  const read = async (): Promise<Backlog | undefined> => {
    try {
      const query = { text: sql, query_timeout: patienceMs };
      const { rows } = await enginePool.query<Backlog>(query);
      return rows[0];
    } catch (error) {
      log.debug({ err: error }, 'The backlog could not be read for the metrics.');
      return undefined;
    }
  };
  meter.addBatchObservableCallback(
    async (result) => {
      if (known === undefined || performance.now() - known.at > restMs)
        known = { at: performance.now(), backlog: read() };
      const now = await known.backlog;
      if (now === undefined) return;
      for (const state of states) result.observe(entries, now.backlog[state] ?? 0, { [attribute.state]: state });
      result.observe(oldest, Math.max(0, now.oldest_seconds ?? 0));
      result.observe(paused, now.paused);
      result.observe(held, now.held);
    },
    [entries, oldest, paused, held],
  );
}

/** Each of them is told even when none is in it: a series that comes and goes cannot be alerted on. */
const states = ['pending', 'sending', 'unknown', 'accepted', 'rejected', 'held'] as const;
