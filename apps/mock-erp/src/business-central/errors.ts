import { randomUUID } from 'node:crypto';
import type { Answer } from '../answer.ts';

/** A refusal in Business Central's words; the work stops and nothing of it stays. */
export class BusinessCentralError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What AL code refuses in a dialog a person would see. */
export function dialogError(message: string): BusinessCentralError {
  return new BusinessCentralError(400, 'Application_DialogException', message);
}

/** A field whose value is refused. */
export function fieldError(message: string): BusinessCentralError {
  return new BusinessCentralError(400, 'Application_FieldValidationException', message);
}

/** A request that is put together wrongly. */
export function badRequest(message: string, code = 'BadRequest'): BusinessCentralError {
  return new BusinessCentralError(400, code, message);
}

/** A value that names nothing in the table it refers to. @source dynamics.md §9.2, 2026-11 */
export function tableRelationError(
  field: string,
  value: string,
  related: string,
  table = 'Gen. Journal Line',
): BusinessCentralError {
  return new BusinessCentralError(
    400,
    'Internal_InvalidTableRelation',
    `The field ${field} of table ${table} contains a value (${value}) that cannot be found in the related table (${related}).`,
  );
}

/** No such segment in the address. */
export function noSuchResource(name: string): BusinessCentralError {
  const message = `Resource not found for the segment '${name}'.`;
  return new BusinessCentralError(404, 'BadRequest_ResourceNotFound', message);
}

/** No such record; it may have been there. */
export function noSuchRecord(set: string, id: string): BusinessCentralError {
  const message = `The ${set} record with id ${id} does not exist. It may have been deleted.`;
  return new BusinessCentralError(404, 'Internal_RecordNotFound', message);
}

/** A write on what can only be read. */
export function methodNotAllowed(set: string): BusinessCentralError {
  const message = `Entity does not support this operation: '${set}'.`;
  return new BusinessCentralError(405, 'BadRequest_MethodNotAllowed', message);
}

/** The answer to a refusal, with an id for support. @source dynamics.md §9.1, 2026-11 */
export function errorAnswer({ status, code, message }: BusinessCentralError): Answer {
  const correlated = `${message}  CorrelationId:  ${randomUUID()}.`;
  return {
    status,
    headers: { 'odata-version': '4.0' },
    contentType: 'application/json; odata.metadata=minimal; charset=utf-8',
    body: { error: { code, message: correlated } },
  };
}
