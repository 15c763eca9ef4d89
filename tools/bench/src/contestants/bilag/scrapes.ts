import { setTimeout as pause } from 'node:timers/promises';
import type { Task } from '../../task.ts';

/** Three times as often as Prometheus does by default, as a run is short. */
const everyMs = 5_000;

/**
 * Reads the metrics again and again, as a Prometheus would, where the task has telemetry on. Ends when it is disposed of. @throws then, when
 * they could not be read.
 */
export function scrapeMetrics({ settings }: Task, address: string): AsyncDisposable {
  const stop = new AbortController();
  const scrape = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const response = await fetch(`${address}/metrics`);
      const text = await response.text();
      if (!text.includes('bilag_')) throw new Error(`The metrics could not be read: ${response.status}.`);
      await pause(everyMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const isOn = settings['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined;
  const scraping = isOn ? scrape() : Promise.resolve();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await scraping;
    },
  };
}
