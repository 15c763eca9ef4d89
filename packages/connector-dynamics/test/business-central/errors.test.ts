import type { ErrorCode } from '@bilag/core';
import { describe, expect, test } from 'vitest';
import { asRefusalOfData, type ErpAnswer, errorOfAnswer } from '../../src/business-central/business-central-errors.ts';

/** The code for a read and for a write. */
type Row = readonly [row: string, status: number, code: string, read: ErrorCode, write: ErrorCode];

const refused = (row: string, status: number, code: string): Row => [row, status, code, 'ERP_REFUSED', 'ERP_REFUSED'];
const same = (row: string, status: number, code: string, as: ErrorCode): Row => [row, status, code, as, as];

/** The rows of the table of errors, each of its codes. @source dynamics.md §9.2, 2026-11 */
const classification: readonly Row[] = [
  refused('bad JSON', 400, 'BadRequest'),
  refused('read-only control', 400, 'BadRequest_InvalidRequestUrl'),
  refused('invalid operation', 400, 'BadRequest_InvalidOperation'),
  refused('no body', 400, 'BadRequest_RequiredParamNotProvided'),
  refused('query syntax or no route', 400, 'BadRequest_NotFound'),
  refused('If-Match missing', 400, 'BadRequest_InvalidToken'),
  refused('not an option', 400, 'Unknown'),
  same('wrong segment, or a moment without the API', 404, 'BadRequest_ResourceNotFound', 'ERP_UNAVAILABLE'),
  // Until what was asked for is known to be there.
  same('record deleted', 404, 'Internal_RecordNotFound', 'ERP_UNAVAILABLE'),
  refused('record missing', 400, 'Internal_RecordNotFound'),
  refused('nothing within a filter', 400, 'Internal_DataNotFoundFilter'),
  same('company renamed or removed', 404, 'Internal_CompanyNotFound', 'ERP_WRONG_LEDGER'),
  same('company renamed or removed', 400, 'Internal_CompanyNotFound', 'ERP_WRONG_LEDGER'),
  refused('write on what can only be read', 405, 'BadRequest_MethodNotAllowed'),
  refused('unsupported filter', 501, 'BadRequest_MethodNotImplemented'),
  same('application turned away', 401, 'Authentication_InvalidCredentials', 'ERP_PERMISSION_DENIED'),
  same('token turned away at the gateway', 401, '', 'ERP_AUTHENTICATION_FAILED'),
  same('missing permission', 403, 'Internal_ServerError', 'ERP_PERMISSION_DENIED'),
  same('missing permission', 403, 'Authorization_RequestDenied', 'ERP_PERMISSION_DENIED'),
  refused('unknown account', 400, 'Internal_InvalidTableRelation'),
  refused('field validation', 400, 'Application_FieldValidationException'),
  refused('dialog', 400, 'Application_DialogException'),
  refused('text too long', 400, 'Application_StringExceededLength'),
  refused('no id', 400, 'Application_InvalidGUID'),
  refused('format', 400, 'Application_EvaluateException'),
  refused('filter literal too long', 400, 'Application_FilterErrorException'),
  refused('confirm dialog', 400, 'Application_CallbackNotAllowed'),
  refused('journal code or line number exists', 400, 'Internal_EntityWithSameKeyExists'),
  refused('journal code or line number exists', 409, 'Internal_EntityWithSameKeyExists'),
  same('stale tag', 409, 'Request_EntityChanged', 'ERP_UNAVAILABLE'),
  same('stale tag', 412, 'Request_EntityChanged', 'ERP_UNAVAILABLE'),
  same('lock', 409, 'Internal_ServerError', 'ERP_UNAVAILABLE'),
  same('too many requests', 429, 'Application_TooManyRequests', 'ERP_RATE_LIMITED'),
  ['over 8 minutes', 408, '', 'ERP_UNAVAILABLE', 'ERP_TIMEOUT'],
  refused('body or page too large', 413, ''),
  ['database lost', 500, 'Internal_ServerError', 'ERP_UNAVAILABLE', 'ERP_REPLY_LOST'],
  ['tenant moving', 500, 'Internal_TenantUnavailable', 'ERP_UNAVAILABLE', 'ERP_REPLY_LOST'],
  ['batch of more than a hundred operations', 500, 'Unknown', 'ERP_UNAVAILABLE', 'ERP_REPLY_LOST'],
  ['bad gateway', 502, '', 'ERP_UNAVAILABLE', 'ERP_REPLY_LOST'],
  ['queued for over 8 minutes', 503, '', 'ERP_UNAVAILABLE', 'ERP_REPLY_LOST'],
  ['over 10 minutes', 504, '', 'ERP_UNAVAILABLE', 'ERP_TIMEOUT'],
  same('link to the next page has died', 400, 'SkipTokenIsNoLongerValid', 'ERP_UNAVAILABLE'),
];

const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ErpAnswer => ({
  status,
  headers,
  body,
  reply: { status, body: JSON.stringify(body) ?? '' },
});

describe('what an answer means', () => {
  test.each(classification)('%s (%i %s): %s for a read, %s for a write', (_row, status, code, read, write) => {
    const message = 'No.  CorrelationId:  6c0e0000-0000-4000-8000-000000000001.';
    const refusal = answer(status, code === '' ? {} : { error: { code, message } });
    expect(errorOfAnswer(refusal, 'read', 'try').code).toBe(read);
    expect(errorOfAnswer(refusal, 'write', 'try').code).toBe(write);
  });

  test.each<[number, string, ErrorCode]>([
    [404, 'Internal_RecordNotFound', 'ERP_REFUSED'],
    [400, 'Internal_RecordNotFound', 'ERP_REFUSED'],
    [404, 'Internal_DataNotFoundFilter', 'ERP_REFUSED'],
    [400, 'Internal_DataNotFoundFilter', 'ERP_REFUSED'],
    [404, 'BadRequest_ResourceNotFound', 'ERP_UNAVAILABLE'],
    [404, '', 'ERP_UNAVAILABLE'],
    [500, 'Internal_RecordNotFound', 'ERP_REPLY_LOST'],
  ])('where the journal is known to be there, %i %s is %s', (status, code, as) => {
    const refusal = answer(status, code === '' ? {} : { error: { code, message: 'It does not exist.' } });
    expect(asRefusalOfData(errorOfAnswer(refusal, 'write', 'post')).code).toBe(as);
  });

  test.each([undefined, {}, { error: 'text' }, { error: { code: 7 } }, { message: 'Unauthorized' }, []])(
    'a body without code is judged by its status: %j',
    (body) => {
      expect(errorOfAnswer(answer(400, body), 'write', 'try').code).toBe('ERP_REFUSED');
      expect(errorOfAnswer(answer(503, body), 'write', 'try').outcome).toBe('ambiguous');
      expect(errorOfAnswer(answer(401, body), 'write', 'try').code).toBe('ERP_AUTHENTICATION_FAILED');
    },
  );

  test.each([
    ['in seconds', '7', 7_000],
    ['not at all', '', undefined],
  ])('the wait is told %s', (_how, header, wait) => {
    const error = errorOfAnswer(answer(429, {}, header === '' ? {} : { 'retry-after': header }), 'write', 'try');
    expect(error.retryAfterMs).toBe(wait);
  });

  test('the id for support is kept in the message', () => {
    const message = 'There is nothing to post.  CorrelationId:  6c0e0000-0000-4000-8000-000000000001.';
    const error = errorOfAnswer(
      answer(400, { error: { code: 'Application_DialogException', message } }),
      'write',
      'post',
    );
    expect(error.message).toBe(
      'Business Central did not post: There is nothing to post. (correlation id 6c0e0000-0000-4000-8000-000000000001)',
    );
  });
});
