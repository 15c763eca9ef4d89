import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { NEW_ENTRY, type NewEntry } from './new-entry.ts';
import { RestError, type RestProblem, refusal } from './rest-error.ts';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);
const isNewEntry = ajv.compile<NewEntry>(NEW_ENTRY);

/** A call that brings a body. */
export interface BodyCall {
  readonly contentType: string | undefined;
  readonly body: string;
}

/** The entry in the body. @throws {RestError} 415 for another type than JSON, 400 saying all that is wrong with its shape. */
export function readNewEntry({ contentType, body }: BodyCall): NewEntry {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? ''))
    throw refusal(415, 'unsupported_media_type', 'The body must be application/json.');
  const value = parse(body);
  if (!isNewEntry(value)) throw new RestError(400, (isNewEntry.errors ?? []).map(asProblem));
  return value;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw refusal(400, 'malformed', 'The body is no JSON.');
  }
}

function asProblem({ keyword, instancePath, params, message = '' }: ErrorObject): RestProblem {
  const at = (field: unknown) => `${instancePath}/${String(field).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (keyword === 'required')
    return { path: at(params['missingProperty']), code: 'missing_field', message: 'This field is required.' };
  if (keyword === 'additionalProperties')
    return { path: at(params['additionalProperty']), code: 'unknown_field', message: 'There is no such field.' };
  return { path: instancePath, code: 'invalid_value', message: `This field ${message}.` };
}
