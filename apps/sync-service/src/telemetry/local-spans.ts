import { SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** A span as a person looks at it. Times in milliseconds since 1970. */
export interface LocalSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly hasFailed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Spans of the same call, which did it for several. */
  readonly links: readonly string[];
}

/** Spans that stay in this process, for development without a collector. */
export interface LocalSpans {
  readonly exporter: SpanExporter;
  /** The traces kept, the latest first; each with its spans by their beginning. */
  traces(): readonly (readonly LocalSpan[])[];
}

const tracesKept = 200;

/** Keeps the spans of the latest traces, and forgets older ones. */
export function createLocalSpans(): LocalSpans {
  const traces = new Map<string, LocalSpan[]>();
  return {
    exporter: {
      export(spans, done) {
        for (const it of spans.map(asSeen)) {
          const known = traces.get(it.traceId) ?? [];
          known.push(it);
          // The latest to be heard of is the last to be forgotten.
          traces.delete(it.traceId);
          traces.set(it.traceId, known);
        }
        for (const id of traces.keys()) {
          if (traces.size <= tracesKept) break;
          traces.delete(id);
        }
        done({ code: 0 });
      },
      shutdown: () => Promise.resolve(),
    },
    traces: () => [...traces.values()].map((it) => it.toSorted((a, b) => a.startMs - b.startMs)).toReversed(),
  };
}

function asSeen(span: ReadableSpan): LocalSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    parentId: span.parentSpanContext?.spanId ?? null,
    name: span.name,
    startMs: hrTimeToMilliseconds(span.startTime),
    durationMs: hrTimeToMilliseconds(span.duration),
    hasFailed: span.status.code === SpanStatusCode.ERROR,
    attributes: span.attributes,
    links: span.links.map(({ context }) => context.spanId),
  };
}
