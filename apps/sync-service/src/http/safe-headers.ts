import { SyncError } from '@bilag/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerError } from './error-handler.ts';

/** Answers are data for this caller alone: no page may frame them, no cache keep them. */
export function setSafeHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'x-request-id': request.id,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  });
}

/** Sets the headers of every answer, and refuses what HTTP/1.1 says must be refused. */
export function useSafeHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    setSafeHeaders(request, reply);
    if (request.headers.host === undefined) throw new SyncError('VALIDATION_FAILED', 'The request names no host.');
  });
}

/** Answers what Fastify refuses before any hook, such as an address that cannot be decoded, like every other error. */
export const answerFrameworkError: typeof answerError = (error, request, reply) => {
  setSafeHeaders(request, reply);
  answerError(error, request, reply);
};
