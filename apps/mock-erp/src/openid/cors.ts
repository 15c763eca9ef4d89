import type { FastifyInstance } from 'fastify';
import { isLoopbackOrigin } from './loopback.ts';

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, traceparent, tracestate',
  'access-control-max-age': '600',
};

/** Lets pages of this machine read the answers of all routes, as a single-page app needs; preflights are not logged. */
export function allowLoopbackOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers: { origin } }, reply) => {
    reply.header('vary', 'origin');
    if (origin !== undefined && isLoopbackOrigin(origin)) reply.header('access-control-allow-origin', origin);
  });
  app.options('/*', (_request, reply) => reply.code(204).headers(PREFLIGHT).send());
}
