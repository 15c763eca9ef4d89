import type { Figures } from '../task.ts';
import type { World } from '../world/world.ts';
import { bilagIngest, secondsOf } from './ingest.ts';
import { inTurn, type Measure, warmUpOf } from './measure.ts';

/** P11: what it costs to watch. */
export const telemetry: Measure = {
  title: 'Telemetry on, against off',
  how: `P9’s approvals and P2’s drain. On: one trace of ten is sampled and sent to a collector with the metrics, which are also scraped every five seconds, and each request and event is a line of JSON (BILAG_LOG_LEVEL=info). Off: no collector, no scrape, no line (BILAG_LOG_LEVEL=silent); what is counted for metrics is counted in any case. Of the vouchers of the drain, those of one request of ten belong to a sampled trace.`,
  shown: { perSec: 0, p99Ms: 1, cpuPer1k: 3, cpuNodePer1k: 3, sampledShare: 3 },
  bars: [
    {
      id: 'P11',
      what: 'approvals over REST per second, with telemetry to without',
      ours: { contestant: 'approvals, on', figure: 'perSec' },
      against: { contestant: 'approvals, off', figure: 'perSec' },
      direction: 'at-least',
      bar: 0.85,
      good: 0.95,
    },
    {
      id: 'P11-drain',
      what: 'drain against 20 ms a voucher, with telemetry to without',
      ours: { contestant: 'drain, on', figure: 'perSec' },
      against: { contestant: 'drain, off', figure: 'perSec' },
      direction: 'at-least',
      bar: 0.85,
      good: 0.95,
    },
  ],
  async round(world, { records, quick }, round) {
    const drain = {
      contestant: 'bilag',
      handler: 'one-call',
      records,
      warmUp: warmUpOf(records),
      isSampled: true,
    } as const;
    const off = { BILAG_LOG_LEVEL: 'silent' };
    const on = {
      BILAG_LOG_LEVEL: 'info',
      OTEL_EXPORTER_OTLP_ENDPOINT: world.collectorUrl,
      OTEL_TRACES_SAMPLER_ARG: '0.1',
    };
    return await inTurn(round, {
      'approvals, off': () => bilagIngest(world, off, secondsOf(quick)),
      'approvals, on': () => heard(world, 'requests', () => bilagIngest(world, on, secondsOf(quick))),
      'drain, off': () => world.run({ ...drain, settings: off }),
      'drain, on': () => heard(world, 'deliveries', () => world.run({ ...drain, settings: on })),
    });
  },
};

/** What is measured without being told of would be nothing. @throws when the collector has not heard of a tenth of it, more or less, or of no metrics. */
async function heard(world: World, what: 'requests' | 'deliveries', run: () => Promise<Figures>): Promise<Figures> {
  await world.heardByCollector();
  const figures = await run();
  const told = await world.heardByCollector();
  const sampledShare = told[what] / (figures['handled'] ?? Number.NaN);
  const isAsMeant = sampledShare > 0.03 && sampledShare < 0.3 && told.metrics > 0;
  if (!isAsMeant) throw new Error(`Of ${figures['handled']} the collector heard ${JSON.stringify(told)}.`);
  return { ...figures, sampledShare };
}
