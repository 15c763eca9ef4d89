import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Meter } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

/** The measurements of one service. */
export interface Metrics extends AsyncDisposable {
  readonly meter: Meter;
  /** Answers a scrape in the text format of Prometheus. */
  answer(request: IncomingMessage, response: ServerResponse): void;
}

/** Of the way from an approval to its voucher, in seconds: from the tenth of a second of a quick ERP to the day that an outage takes. */
const bookedBounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 1_800, 3_600, 14_400, 43_200, 86_400, 172_800];

/** The name of the histogram that has these bounds. */
export const approvalToBooked = 'bilag.approval_to_booked.seconds';

/** Measures from now on; sends to a collector, too, where one is named. A collector that is away costs its measurements and nothing else. */
export function createMetrics({ serviceName, isExported }: { serviceName: string; isExported: boolean }): Metrics {
  const scraped = new PrometheusExporter({ preventServerStart: true });
  const sent = isExported ? [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })] : [];
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    readers: [scraped, ...sent],
    views: [
      {
        instrumentName: approvalToBooked,
        aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: bookedBounds } },
      },
    ],
  });
  return {
    meter: provider.getMeter('bilag'),
    answer: (request, response) => scraped.getMetricsRequestHandler(request, response),
    async [Symbol.asyncDispose]() {
      await provider.shutdown({ timeoutMillis: 2_000 }).catch(() => undefined);
    },
  };
}
