import type { EnginePorts, ErpCall } from '@bilag/core';
import type { Logger } from 'pino';
import type { Database } from '../persistence/database.ts';
import { observeBacklog } from './metrics/backlog-gauges.ts';
import { createMetrics, type Metrics } from './metrics/create-metrics.ts';
import { createEngineMeters } from './metrics/metered-engine.ts';
import { observeProcess } from './metrics/process-gauges.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';
import { tracedEngine } from './traced-engine.ts';

/** What watches a service at work. */
export interface Telemetry extends AsyncDisposable {
  readonly metrics: Pick<Metrics, 'answer'>;
  /** The engine's ports, traced and measured. */
  watched(ports: EnginePorts): EnginePorts;
  onCall(connector: string, call: ErpCall): void;
}

/** Begins to watch. Whatever fails in here is nobody else's trouble. */
export function composeTelemetry(settings: TelemetrySettings, database: Database, log: Logger): Telemetry {
  const owned = new AsyncDisposableStack();
  const metrics = owned.use(createMetrics(settings));
  const meters = createEngineMeters(metrics.meter);
  observeBacklog(metrics.meter, database.enginePool, log);
  owned.use(observeProcess(metrics.meter, { requests: database.requestPool, engine: database.enginePool }));
  return {
    metrics,
    watched: (ports) => tracedEngine(meters.measured(ports)),
    onCall: (connector, call) => meters.onCall(connector, call),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
