import {
  type Context,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { attribute } from './attributes.ts';

/** Where the work of this moment is in its trace, as W3C writes it; `undefined` when it is in none. It is stored with the approval. */
export function currentTraceparent(): string | undefined {
  const now = trace.getSpanContext(context.active());
  if (now === undefined || !isSpanContextValid(now)) return undefined;
  return `00-${now.traceId}-${now.spanId}-${now.traceFlags.toString(16).padStart(2, '0')}`;
}

/** Goes on with a stored trace, however long ago it began; `undefined` when it was not sampled, so that nothing is spent on it. */
export function sampledContextOf(traceparent: string | undefined): Context | undefined {
  const [, traceId = '', spanId = '', flags = '00'] = traceparent?.split('-') ?? [];
  const isSampled = (Number.parseInt(flags, 16) & 1) === 1;
  const stored: SpanContext = { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  if (!isSampled || !isSpanContextValid(stored)) return undefined;
  return trace.setSpanContext(ROOT_CONTEXT, stored);
}

/** Says of the request under way which record it brought, so that its trace is found by it. */
export function noteRecord(recordId: string): void {
  trace.getActiveSpan()?.setAttribute(attribute.record, recordId);
}
