import { type ErrorCode, SyncError } from '@bilag/core';
import { complaintsByForm } from './schemas/values.ts';

/** What Ajv says of the first fault it met. */
export interface ValidationFault {
  readonly keyword: string;
  /** A JSON pointer into the value. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** Fields whose faults have a code of their own. */
const codesByField: Readonly<Record<string, ErrorCode>> = {
  amount: 'INVALID_AMOUNT',
  vatAmount: 'INVALID_AMOUNT',
  approvedAt: 'INVALID_DATE',
  withdrawnAt: 'INVALID_DATE',
  expenseDate: 'INVALID_DATE',
  currency: 'UNKNOWN_CURRENCY',
};

/** The part of the request that was checked. */
export type RequestPart = 'body' | 'headers' | 'params' | 'querystring';

/** A fault of a request as an expected failure that names the field and says what would be right. Never repeats the value. */
export function validationError(fault: ValidationFault, part: RequestPart = 'body'): SyncError {
  if (part === 'params') return unknownId(fault);
  const field = fieldOf(fault);
  const missing = fault.keyword === 'required' || fault.keyword === 'additionalProperties';
  const last = /[^.[\]]+$/.exec(field)?.[0] ?? '';
  const code = missing || !Object.hasOwn(codesByField, last) ? 'VALIDATION_FAILED' : codesByField[last];
  const where = field === '' ? (part === 'body' ? 'The body' : 'The query') : `«${field}»`;
  return new SyncError(code ?? 'VALIDATION_FAILED', `${where} ${complaint(fault)}.`, field === '' ? {} : { field });
}

/** What each id in a path names, as the routes say it that look for one. */
const thingsByParameter: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  '/recordId': ['RECORD_NOT_FOUND', 'record'],
  '/logId': ['LOG_ENTRY_NOT_FOUND', 'entry in the sync log'],
  '/alertId': ['ALERT_NOT_FOUND', 'alert'],
  '/reconciliationId': ['RECONCILIATION_NOT_FOUND', 'reconciliation'],
  '/syncId': ['SYNC_NOT_FOUND', 'sync'],
  '/endpointId': ['WEBHOOK_ENDPOINT_NOT_FOUND', 'endpoint'],
  '/deliveryId': ['WEBHOOK_DELIVERY_NOT_FOUND', 'message'],
};

/** An id in the path that nothing can have names nothing. */
function unknownId({ instancePath }: ValidationFault): SyncError {
  const [code, thing] = thingsByParameter[instancePath] ?? ['UNKNOWN_ORGANIZATION', 'organization'];
  return new SyncError(code, `There is no such ${thing}.`);
}

/** `/lines/0/amount` as `lines[0].amount`, and one further for a field that is missing or not known. */
function fieldOf({ instancePath, params }: ValidationFault): string {
  const extra = params.missingProperty ?? params.additionalProperty ?? params.propertyName;
  const parts = instancePath.split('/').slice(1).map(unescape);
  if (typeof extra === 'string') parts.push(extra.slice(0, 100));
  return parts.reduce((path, part) => {
    if (/^\d+$/.test(part)) return `${path}[${part}]`;
    return path === '' ? part : `${path}.${part}`;
  }, '');
}

const unescape = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');

function complaint({ keyword, params, message = 'is not valid' }: ValidationFault): string {
  switch (keyword) {
    case 'required':
      return 'is missing';
    case 'additionalProperties':
      return 'is not known here';
    case 'pattern':
      return complaintsByForm[String(params.pattern)] ?? 'does not have the form that the OpenAPI document describes';
    case 'format':
      return `is not a ${String(params.format)}`;
    case 'enum':
      return `must be one of: ${[params.allowedValues].flat().join(', ')}`;
    case 'false schema':
      return 'does not belong to the rest of what is said';
    case 'discriminator':
      return `must say which kind it is, by one of the values of «${String(params.tag)}»`;
    default:
      return message;
  }
}
