import { randomUUID } from 'node:crypto';
import type { Answer } from '../answer.ts';

interface KnownError {
  readonly error: string;
  readonly status: 400 | 401;
  readonly text: string;
}

/** The refusals of the token endpoint by their AADSTS number. @source dynamics.md §3.2, 2026-11; texts are shortened. */
export const TOKEN_ERRORS = {
  70003: { error: 'unsupported_grant_type', status: 400, text: 'The app requested an unsupported grant type.' },
  70011: {
    error: 'invalid_scope',
    status: 400,
    text: 'The provided value for the input parameter scope is not valid.',
  },
  90002: {
    error: 'invalid_request',
    status: 400,
    text: 'Tenant not found. Check to make sure you have the correct tenant ID.',
  },
  500011: { error: 'invalid_resource', status: 400, text: 'The resource principal was not found in the tenant.' },
  700016: { error: 'unauthorized_client', status: 400, text: 'Application was not found in the directory.' },
  700027: { error: 'invalid_client', status: 401, text: 'Client assertion failed signature validation.' },
  900144: { error: 'invalid_request', status: 400, text: 'The request body must contain the following parameter' },
  7000215: { error: 'invalid_client', status: 401, text: 'Invalid client secret provided.' },
  7000218: {
    error: 'invalid_client',
    status: 401,
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  7000222: { error: 'invalid_client', status: 401, text: 'The provided client secret keys are expired.' },
} as const satisfies Record<number, KnownError>;

/** An AADSTS number this sandbox knows. */
export type TokenErrorCode = keyof typeof TOKEN_ERRORS;

/** Why no token is given; `detail` ends the text. */
export interface TokenRefusal {
  readonly code: TokenErrorCode;
  readonly detail?: string;
}

/** The refusal as Entra answers it. @source dynamics.md §3.2, 2026-11 */
export function refuseToken({ code, detail = '' }: TokenRefusal, now: Date): Answer {
  const { error, status, text } = TOKEN_ERRORS[code];
  const traceId = randomUUID();
  const correlationId = randomUUID();
  const timestamp = now
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const description = [
    `AADSTS${code}: ${text}${detail === '' ? '' : ` ${detail}`}`,
    `Trace ID: ${traceId}`,
    `Correlation ID: ${correlationId}`,
    `Timestamp: ${timestamp}`,
  ].join('\r\n');
  return {
    status,
    body: {
      error,
      error_description: description,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
  };
}
