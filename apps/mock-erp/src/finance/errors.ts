import type { Answer } from '../answer.ts';
import type { FinanceType } from './entity-types.ts';
import type { FinanceSettings } from './settings.ts';

/** A request that cannot be understood or leads nowhere. */
export class FinanceError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A write that the business logic refuses; the message is the infolog's. */
export class InfologError extends Error {
  readonly entity: string;
  constructor({ name }: Pick<FinanceType, 'name'>, infolog: string) {
    super(infolog);
    this.entity = `${name}Entity`;
  }
}

/** What every answer is marked with. */
export const JSON_CONTENT_TYPE = 'application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8';

/** @source dynamics.md §15.3, 2026-11; that requests that cannot be understood have the same shape is assumed. */
export function financeErrorAnswer(error: FinanceError | InfologError, settings: FinanceSettings): Answer {
  if (error instanceof FinanceError) {
    return answerWith(error.status, { message: error.message, type: 'Microsoft.OData.ODataException' });
  }
  return answerWith(settings.writeErrorStatus, {
    message: `Write failed for table row of type '${error.entity}'. Infolog: Error: ${error.message}`,
    type: 'Microsoft.Dynamics.Platform.Integration.Services.OData.AxODataWriteException',
  });
}

/** The refusal of too many requests. @source dynamics.md §15.3, 2026-11; the shape around the text is assumed. */
export function tooManyAnswer(message: string, retryAfterSeconds: number): Answer {
  return {
    status: 429,
    headers: { 'odata-version': '4.0', 'retry-after': String(retryAfterSeconds) },
    contentType: JSON_CONTENT_TYPE,
    body: { error: { code: '', message } },
  };
}

/** An expression that cannot be read. */
export function unreadable(message: string): FinanceError {
  return new FinanceError(400, message);
}

/** No such segment in the address. */
export function noSuchSegment(name: string): FinanceError {
  return new FinanceError(404, `Resource not found for the segment '${name}'.`);
}

/** A name that the type does not have. */
export function noSuchProperty(name: string, type: FinanceType): FinanceError {
  const message = `Could not find a property named '${name}' on type 'Microsoft.Dynamics.DataEntities.${type.name}'.`;
  return new FinanceError(400, message);
}

function answerWith(status: number, inner: { message: string; type: string }): Answer {
  return {
    status,
    headers: { 'odata-version': '4.0' },
    contentType: JSON_CONTENT_TYPE,
    body: { error: { code: '', message: 'An error has occurred.', innererror: { ...inner, stacktrace: '' } } },
  };
}
