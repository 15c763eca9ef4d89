import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';
import type { Pool } from 'pg';

/** How this process is: its connections to the database, its event loop, its memory. Disposing of it ends the watch on the event loop. */
export function observeProcess(meter: Meter, pools: Readonly<Record<string, Pool>>): Disposable {
  const connections = meter.createObservableGauge('bilag.database.connections', {
    description: 'Connections to the database, by pool: all, idle, and requests that wait for one.',
  });
  const delay = meter.createObservableGauge('bilag.event_loop.delay.seconds', {
    unit: 's',
    description: 'How late timers were since the last scrape, 99th percentile.',
  });
  const memory = meter.createObservableGauge('bilag.memory.bytes', { unit: 'By', description: 'Resident memory.' });
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  meter.addBatchObservableCallback(
    (result) => {
      for (const [pool, it] of Object.entries(pools)) {
        result.observe(connections, it.totalCount, { pool, kind: 'all' });
        result.observe(connections, it.idleCount, { pool, kind: 'idle' });
        result.observe(connections, it.waitingCount, { pool, kind: 'waiting' });
      }
      const lateNs = loop.percentile(99);
      result.observe(delay, Number.isFinite(lateNs) ? lateNs / 1e9 : 0);
      loop.reset();
      result.observe(memory, process.memoryUsage.rss());
    },
    [connections, delay, memory],
  );
  return { [Symbol.dispose]: () => void loop.disable() };
}
