import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { allowlisted } from './allowlist-exporter.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';

/** How long the end of a process waits for the last spans to be taken, in milliseconds. */
const farewellMs = 2_000;

/** Tracing at work. Disposing of it sends what is left, and ends it. */
export interface Traces extends AsyncDisposable {
  /** Sends what has been gathered. */
  flush(): Promise<void>;
}

/**
 * Traces this process from now on. To be called before `pg` is loaded, which is patched as it loads. A collector that is away costs its spans and nothing else:
 * they wait in a queue of fixed length, and what does not fit is dropped.
 */
export function startTraces(
  { sampledShare, serviceName }: TelemetrySettings,
  exporter: SpanExporter = new OTLPTraceExporter(),
): Traces {
  const processor = new BatchSpanProcessor({ exporter: allowlisted(exporter) });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampledShare) }),
    spanProcessors: [processor],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  const instrumentations = [
    // Polls, leases and heartbeats belong to no voucher, and would be a trace each.
    new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
    new UndiciInstrumentation({ requireParentforSpans: true }),
  ];
  for (const it of instrumentations) it.setTracerProvider(provider);
  return {
    flush: () => provider.forceFlush(),
    async [Symbol.asyncDispose]() {
      for (const it of instrumentations) it.disable();
      const farewell = provider.shutdown().catch(() => undefined);
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, farewellMs);
      });
      await Promise.race([farewell, patience]);
      clearTimeout(timer);
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}
