import fastify from 'fastify';
import { expect, test } from 'vitest';
import { everyRole, guardRoutes } from '../src/http/access.ts';
import { aVerifier } from './support/http-tokens.ts';

function aGuardedServer() {
  const app = fastify();
  guardRoutes(app, aVerifier({ secret: new Uint8Array(32) }), '/docs');
  return app;
}

test('DOD-6 a route that does not say who may use it does not register', () => {
  const app = aGuardedServer();
  const handler = () => 'secret';
  expect(() => app.get('/v1/secrets', handler)).toThrow('GET /v1/secrets does not declare who may use it');
  expect(() => app.route({ method: ['PUT', 'POST'], url: '/docs-secret', handler })).toThrow('does not declare');
  expect(() => app.get('/v1/known', { config: { access: everyRole } }, handler)).not.toThrow();
});
