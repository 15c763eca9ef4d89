/** Tracing for a program that starts the service itself: to be loaded, and begun, before the service is. */
export { createLocalSpans, type LocalSpan, type LocalSpans } from './telemetry/local-spans.ts';
export { startTraces, type Traces } from './telemetry/start-traces.ts';
