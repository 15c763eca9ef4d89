import type { Api } from './api.ts';

/** One line per request: the route's pattern, never its query, body or headers. */
export function logRequests(api: Api): void {
  api.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    const route = request.is404 ? null : request.routeOptions.url;
    const done = { requestId: request.id, method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    request.log.info(done, 'Answered a request.');
  });
}
