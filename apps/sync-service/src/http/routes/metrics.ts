import { Type } from 'typebox';
import type { Api } from '../api.ts';
import type { HttpPorts } from '../http-ports.ts';

/** What Prometheus scrapes. It names no organization, no record and no person. */
export function metricsRoutes(api: Api, { metrics }: Pick<HttpPorts, 'metrics'>): void {
  api.get(
    '/metrics',
    {
      config: { access: 'public', rateLimit: false },
      schema: {
        operationId: 'metrics',
        summary: 'Measurements, in the text format of Prometheus',
        tags: ['health'],
        security: [],
        response: {
          200: { description: 'The measurements.', content: { 'text/plain': { schema: Type.String() } } },
        },
      },
    },
    (request, reply) => {
      reply.hijack();
      metrics.answer(request.raw, reply.raw);
    },
  );
}
