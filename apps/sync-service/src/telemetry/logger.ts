import { trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { LogLevel } from '../configuration/words.ts';

/**
 * JSON lines on standard output. Of an error the log has name, code, message, stack and causes, and nothing that a library hung on it: headers and
 * bodies there may hold secrets or names. A line that belongs to a trace names it.
 */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { service: 'bilag' },
    serializers: { err: describeError },
    mixin: placeInTrace,
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Which trace a line belongs to, where it belongs to one. */
function placeInTrace(): object {
  const now = trace.getActiveSpan()?.spanContext();
  return now === undefined ? {} : { trace_id: now.traceId, span_id: now.spanId };
}

interface ErrorDescription {
  readonly type: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: ErrorDescription | undefined;
}

function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error))
    return { type: typeof error, code: undefined, message: 'not an error', stack: undefined, cause: undefined };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const hasCause = error.cause !== undefined && depth < 4;
  return {
    type: error.name,
    code,
    message: error.message.slice(0, 1_000),
    stack: error.stack?.slice(0, 4_000),
    cause: hasCause ? describeError(error.cause, depth + 1) : undefined,
  };
}
