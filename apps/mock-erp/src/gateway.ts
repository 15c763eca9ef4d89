import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers what never reaches a simulated system as the web server in front of it would, with a page; defects of ours say so. */
export function answerLikeAGateway(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/html').send(page('Not Found')));
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status >= 400 && status < 500) return reply.code(status).type('text/html').send(page('Bad Request'));
    return reply.code(500).send({ mockErpDefect: error instanceof Error ? error.message : String(error) });
  });
}

/** The same for an address that cannot even be routed. */
export function frameworkErrors(_error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  void reply.code(400).type('text/html').send(page('Bad Request'));
}

/** The whole address of a request to the https server; a host that is none is passed over. */
export function addressOf({ url, headers }: FastifyRequest): URL {
  const { origin } = URL.parse(`https://${headers.host ?? ''}`) ?? { origin: 'https://localhost' };
  return URL.parse(url, origin) ?? new URL(origin);
}

function page(title: string): string {
  return `<!doctype html><title>${title}</title><h1>${title}</h1>`;
}
