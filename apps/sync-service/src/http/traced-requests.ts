import { type Context, context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import { attribute } from '../telemetry/attributes.ts';
import { organizationIdPattern } from './schemas/values.ts';

const tracer = trace.getTracer('bilag.http');
const isOrganizationId = new RegExp(organizationIdPattern);

declare module 'fastify' {
  interface FastifyRequest {
    /** The trace that the request is part of; `null` for one that was refused before anybody knew who asks. */
    traceContext: Context | null;
  }
}

/**
 * A span for each request of somebody who may ask. A `traceparent` is believed only of a caller who has signed in: else strangers would decide what is traced. To
 * be registered after the guard of routes.
 */
export function traceRequests(api: FastifyInstance): void {
  api.decorateRequest('traceContext', null);
  api.addHook('onRequest', (request, _reply, done) => {
    if (request.is404) return done();
    const parent = request.caller === null ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, request.headers);
    const route = request.routeOptions.url ?? '';
    const { organizationId } = Object(request.params);
    const span = tracer.startSpan(
      `${request.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': request.method,
          'http.route': route,
          // Whoever types a secret where an id belongs is refused a moment later.
          ...(typeof organizationId === 'string' && isOrganizationId.test(organizationId) && request.caller !== null
            ? { [attribute.organization]: organizationId }
            : {}),
        },
      },
      parent,
    );
    request.traceContext = trace.setSpan(parent, span);
    context.with(request.traceContext, done);
  });
  // Whoever reads the body goes on in the connection's context.
  api.addHook('preHandler', (request, _reply, done) => {
    if (request.traceContext === null) return done();
    context.with(request.traceContext, done);
  });
  api.addHook('onResponse', (request, reply, done) => {
    const span = request.traceContext === null ? undefined : trace.getSpan(request.traceContext);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}
