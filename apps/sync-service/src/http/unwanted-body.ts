import { SyncError } from '@bilag/core';
import type { FastifyInstance } from 'fastify';
import { isObject } from './is-object.ts';

/** Refuses a body where none is taken: whoever sends one expects it to be heeded. An empty object says nothing and may come. */
export function refuseUnwantedBodies(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ body, routeOptions }) => {
    if (body === undefined || body === null || routeOptions.schema?.body !== undefined) return;
    if (isObject(body) && Object.keys(body).length === 0) return;
    throw new SyncError('VALIDATION_FAILED', 'No body is taken here.');
  });
}
