import { hash } from 'node:crypto';
import { canonicalJson, type ErrorCode, errorCodes, type IdempotencyStore, type KeyUse, SyncError } from '@bilag/core';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { Type } from 'typebox';
import { callerOf } from './access.ts';
import type { Api } from './api.ts';
import { isObject } from './is-object.ts';
import { problems } from './schemas/problem-responses.ts';

declare module 'fastify' {
  interface FastifyRequest {
    keyUse: (KeyUse & { readonly attempt: string }) | null;
  }
}

const name = 'idempotency-key';

/** The header of writes. */
const header = (description: string) =>
  Type.Optional(
    Type.String({
      pattern: '^[!-~]{1,255}$',
      maxLength: 255,
      description,
      examples: ['5f0c1c1e-8c0e-4a3b-9a53-0d9a4a3c7f10'],
    }),
  );

const answersAgain = header(
  'Any text of your own, one for each new request. Sent again within 24 hours, the request is not carried out again but answered as before, with `Idempotency-Replayed: true`.',
);
const changesNothing = header(
  'Taken and not used: an approval is known again by what it says, for ever, and answered with where it is now.',
);

/** Headers that belong to an answer, however often it is given. */
const keptHeaders = ['content-type', 'location', 'etag', 'content-language'] as const;

/**
 * Lets whoever repeats a write of an organization with the same `Idempotency-Key` be answered as the first time. To be called before the routes are added. Approvals know
 * their repetitions by what they say, so there a key changes nothing.
 * @source https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function answerRepetitions(api: Api, store: IdempotencyStore): void {
  api.decorateRequest('keyUse', null);
  api.addHook('onRoute', (route) => {
    if (isWrite(route) && route.config?.isToldOnce !== true) describe(route);
  });
  api.addHook('preHandler', async (request, reply) => {
    const { method, url = '', config } = request.routeOptions;
    if (!isWrite({ method, url }) || isApproval(url) || config.isToldOnce === true) return;
    await begin(request, reply, store);
  });
  api.addHook('onSend', async (request, reply, payload) => {
    await end(request, reply, payload, store);
  });
}

const isWrite = ({ method, url }: { readonly method: string | string[] | undefined; readonly url: string }) =>
  [method].flat().some((it) => it === 'POST' || it === 'PUT') && url.startsWith('/v1/organizations/:organizationId/');
const isApproval = (url: string) => url.startsWith('/v1/organizations/:organizationId/approvals');

/** The header and its refusals in the document, and in what is checked. */
function describe(route: RouteOptions): void {
  const { schema = {} } = route;
  const known = isObject(schema.headers) && isObject(schema.headers.properties) ? schema.headers.properties : {};
  const { default: _default, ...refusals } = problems(409, 422);
  const response = isObject(schema.response) ? schema.response : {};
  route.schema = {
    ...schema,
    headers: Type.Object({ ...known, [name]: isApproval(route.url) ? changesNothing : answersAgain }),
    response: { ...(isApproval(route.url) ? {} : refusals), ...response },
  };
}

async function begin(request: FastifyRequest, reply: FastifyReply, store: IdempotencyStore): Promise<void> {
  const { [name]: key, 'if-match': ifMatch = '' } = request.headers;
  const { params } = request;
  if (typeof key !== 'string' || !isObject(params) || typeof params.organizationId !== 'string') return;
  const content = canonicalJson([request.method, request.url, ifMatch, request.body ?? null]);
  const fingerprint = hash('sha256', content, 'base64url');
  const use = { organizationId: params.organizationId, caller: callerOf(request).subject, key, fingerprint };
  const begun = await store.begin(use);
  switch (begun.kind) {
    case 'begun':
      request.keyUse = { ...use, attempt: begun.attempt };
      return;
    case 'answered': {
      const { status, headers, body } = begun.answer;
      await reply.code(status).headers(headers).header('idempotency-replayed', 'true').send(body);
      return;
    }
    case 'in-flight':
      throw new SyncError('IDEMPOTENCY_KEY_IN_USE', 'The first request with this key has not been answered yet.', {
        field: name,
        retryAfterMs: 1_000,
      });
    case 'other-request':
      throw new SyncError('IDEMPOTENCY_KEY_REUSED', 'The key belongs to another request.', { field: name });
    case 'no-organization':
      return;
  }
}

/** Kept before it is sent: whoever has the answer can have it again. What may go better the next time is not kept. */
async function end(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  store: IdempotencyStore,
): Promise<void> {
  const { keyUse } = request;
  if (keyUse === null) return;
  request.keyUse = null;
  const body = typeof payload === 'string' ? payload : '';
  const { statusCode: status } = reply;
  try {
    if (status >= 500 || isRetryable(reply, body)) {
      await store.release(keyUse, keyUse.attempt);
      return;
    }
    const headers = keptHeaders.flatMap((it) => {
      const value = reply.getHeader(it);
      return value === undefined ? [] : [[it, String(value)]];
    });
    await store.answer(keyUse, keyUse.attempt, { status, headers: Object.fromEntries(headers), body });
  } catch (error) {
    // The request was carried out; who repeats it within two minutes is told to wait.
    request.log.warn({ err: error }, 'The answer to a request with an idempotency key could not be kept.');
  }
}

function isRetryable(reply: FastifyReply, body: string): boolean {
  if (reply.statusCode < 400 || body === '') return false;
  const { code }: { readonly code?: string } = JSON.parse(body);
  return code !== undefined && isErrorCode(code) && errorCodes[code].outcome === 'retryable';
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);
