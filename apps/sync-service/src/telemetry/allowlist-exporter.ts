import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { isAllowed } from './attributes.ts';

/** So much of a statement tells which one it is. */
const longestText = 300;

/**
 * Lets out of a span only what `attributes.ts` allows. An instrumentation that begins to tell more with its next version, such as addresses with queries, values of
 * statements or messages of errors, tells that to nobody.
 */
export function allowlisted(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(bare), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => await exporter.forceFlush?.(),
  };
}

function bare(span: ReadableSpan): ReadableSpan {
  return {
    name: span.name.slice(0, longestText),
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(span.parentSpanContext === undefined ? {} : { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    // Of an error its code, not its words.
    status: { code: span.status.code },
    attributes: bareAttributes(span.attributes),
    links: span.links.map(({ context }) => ({ context })),
    events: [],
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount + span.events.length,
    droppedLinksCount: span.droppedLinksCount,
  };
}

function bareAttributes(attributes: ReadableSpan['attributes']): ReadableSpan['attributes'] {
  const entries = Object.entries(attributes).filter(([name]) => isAllowed(name));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? bareText(name, value) : value]),
  );
}

/** Statements of our own have placeholders; the ORM writes values into its own, where a quotation mark within a value is doubled. */
function bareText(name: string, text: string): string {
  const safe = name === 'db.query.text' ? text.replaceAll(/(?:'[^']*'?)+/g, '?') : text;
  return safe.slice(0, longestText);
}
