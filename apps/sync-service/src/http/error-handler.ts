import type { IncomingHttpHeaders } from 'node:http';
import { type ErrorCode, SyncError } from '@bilag/core';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from './language.ts';
import { problemOf, problemType } from './problem-of.ts';
import { type RequestPart, type ValidationFault, validationError } from './validation-errors.ts';

/** Fastify's own refusals in our words. */
const codesOfFastify: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_JSON',
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_BAD_URL: 'NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
};

const details: Readonly<Partial<Record<ErrorCode, string>>> = {
  MALFORMED_JSON: 'The body is not valid JSON.',
  PAYLOAD_TOO_LARGE: 'The body is larger than this address takes.',
  UNSUPPORTED_MEDIA_TYPE: 'The body is not application/json.',
  NOT_FOUND: 'There is nothing at this address.',
};

/** Answers any failure as problem+json. What was not expected is logged in full and shown as nothing but INTERNAL_ERROR. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const failure = asSyncError(error);
  const unexpected = failure.code === 'INTERNAL_ERROR';
  if (unexpected) request.log.error({ err: error }, 'An unexpected fault while answering a request.');
  else if (failure.cause !== undefined) request.log.warn({ err: failure }, 'A request failed.');
  sendProblem(failure, reply, unexpected ? `urn:uuid:${request.id}` : undefined);
}

/** Sends the problem with the headers that belong to its code. */
export function sendProblem(failure: SyncError, reply: FastifyReply, instance?: string): void {
  const language = languageOf(reply.request.headers);
  const problem = { ...problemOf(failure, language), ...(instance === undefined ? {} : { instance }) };
  reply.header('content-language', language).header('vary', 'accept-language');
  if (failure.code === 'AUTHENTICATION_REQUIRED') reply.header('www-authenticate', challengeOf(reply.request.headers));
  const waitMs = failure.retryAfterMs ?? (problem.status === 503 ? 5_000 : undefined);
  if (waitMs !== undefined) reply.header('retry-after', Math.ceil(waitMs / 1_000));
  reply.code(problem.status).type(problemType).send(JSON.stringify(problem));
}

/** @source https://www.rfc-editor.org/rfc/rfc6750#section-3.1: an error is named only to who has sent a token. */
const challengeOf = ({ authorization }: IncomingHttpHeaders) =>
  `Bearer realm="bilag"${authorization === undefined ? '' : ', error="invalid_token"'}`;

function asSyncError(error: FastifyError): SyncError {
  if (error instanceof SyncError) return error;
  const [fault] = error.validation ?? [];
  if (fault !== undefined) return validationError(fault satisfies ValidationFault, partOf(error.validationContext));
  const code = codesOfFastify[error.code] ?? byStatus(error.statusCode);
  return new SyncError(code, details[code] ?? 'Something went wrong inside the service.');
}

function partOf(context: string | undefined): RequestPart {
  return context === 'params' || context === 'querystring' || context === 'headers' ? context : 'body';
}

/** What plugins refuse, and a body that was cut short, have a status but no code that we know. */
function byStatus(status = 500): ErrorCode {
  if (status === 400) return 'MALFORMED_JSON';
  return status === 403 || status === 404 ? 'NOT_FOUND' : 'INTERNAL_ERROR';
}
