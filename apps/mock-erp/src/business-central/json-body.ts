import { isNestedDeeper } from '../nesting.ts';
import { ownValue } from '../own-value.ts';
import type { EntityType, Field } from './entity.ts';
import { BusinessCentralError, badRequest } from './errors.ts';

/** A JSON object with its fields in the order they were sent. @throws {BusinessCentralError} when it is none. */
export function readBody(text: string): Record<string, unknown> {
  if (text.trim() === '') {
    throw badRequest('Values must be provided in the body.', 'BadRequest_RequiredParamNotProvided');
  }
  if (isNestedDeeper(text)) throw badRequest('The request body is nested too deeply.');
  try {
    const parsed: unknown = JSON.parse(text);
    if (isRecord(parsed)) return parsed;
  } catch {
    // Falls through: what is no JSON is refused like what is no object.
  }
  throw badRequest('The request body is not a valid JSON object.');
}

/** Whether a value from JSON is an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The records of this type that are nested in the body of their parent. @throws {BusinessCentralError} when one is wrong. */
export function nestedRecords(body: Record<string, unknown>, type: EntityType): Record<string, unknown>[] {
  const nested: unknown = body[type.set];
  const items: unknown[] = Array.isArray(nested) ? nested : [];
  const records = items.filter(isRecord);
  for (const record of records) checkBody(record, type);
  return records;
}

/** Refuses what the type does not have and values of the wrong type. Annotations (`@odata.…`) are passed over. */
export function checkBody(body: Record<string, unknown>, type: EntityType): void {
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@') || type.navigations.includes(name)) continue;
    const field = ownValue(type.fields, name);
    if (field === undefined) {
      throw badRequest(
        `The property '${name}' does not exist on type 'Microsoft.NAV.${type.name}'. ` +
          'Make sure to only use property names that are defined by the type.',
      );
    }
    checkValue(name, value, field);
  }
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function checkValue(name: string, value: unknown, { kind }: Field): void {
  const isText = typeof value === 'string';
  const isRight = {
    guid: isText,
    code: isText,
    text: isText,
    enum: isText,
    instant: isText,
    date: isText && isDate(value),
    decimal: typeof value === 'number',
    integer: Number.isInteger(value),
    boolean: typeof value === 'boolean',
  }[kind];
  if (!isRight) {
    throw badRequest(`Cannot convert the literal '${String(value)}' to the expected type of the property '${name}'.`);
  }
  if (kind === 'guid' && isText && !GUID.test(value)) {
    throw new BusinessCentralError(400, 'Application_InvalidGUID', `Invalid format of GUID string. (${value})`);
  }
}

function isDate(text: string): boolean {
  const instant = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
