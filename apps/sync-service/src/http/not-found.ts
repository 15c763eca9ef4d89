import { SyncError } from '@bilag/core';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from './error-handler.ts';

/** Answers 405 with `Allow` where another method would do, and 404 elsewhere. To be called before any route is added. */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const routes: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    const path = url
      .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll(/:\w+/g, '[^/]+')
      .replaceAll('*', '.*');
    routes.push({ path: new RegExp(`^${path}$`), methods: [method].flat() });
  });
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    const allowed = new Set(routes.filter((it) => it.path.test(path)).flatMap((it) => it.methods));
    // A route that takes the method and still found nothing, such as that of the files of `/docs`, has no other to offer.
    if (allowed.size === 0 || allowed.has(request.method)) {
      sendProblem(new SyncError('NOT_FOUND', 'There is nothing at this address.'), reply);
      return;
    }
    reply.header('allow', [...allowed].toSorted().join(', '));
    sendProblem(new SyncError('METHOD_NOT_ALLOWED', 'This address does not take that method.'), reply);
  });
}
