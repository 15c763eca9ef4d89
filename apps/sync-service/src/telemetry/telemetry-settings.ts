import type { EnvironmentReader } from '../environment.ts';

/** Where spans go, and how many. The variables are OpenTelemetry's own; the exporter reads the rest of them (headers, timeouts, certificates) by itself. */
export interface TelemetrySettings {
  /** A collector is named, so spans and metrics are sent to it. Metrics can be scraped in any case. */
  readonly isExported: boolean;
  /** The share of requests that are traced when their caller has not decided it, from 0 to 1. */
  readonly sampledShare: number;
  readonly serviceName: string;
}

/** Reads them, and complains of what is wrong. */
export function telemetrySettings(read: EnvironmentReader): TelemetrySettings {
  const share = Number(read.text('OTEL_TRACES_SAMPLER_ARG'));
  const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] as const;
  const isDisabled = read.text('OTEL_SDK_DISABLED').toLowerCase() === 'true';
  for (const it of endpoints) read.url(it);
  return {
    isExported: !isDisabled && endpoints.some((it) => read.isSet(it)),
    sampledShare: share,
    serviceName: read.text('OTEL_SERVICE_NAME'),
  };
}
