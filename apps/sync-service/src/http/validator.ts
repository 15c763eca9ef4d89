import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { namedSchemas } from './schemas/named-schemas.ts';

/** Checks values as they came: nothing is coerced, filled in, removed or trimmed; the first fault ends it. */
const ajv = createAjv();

function createAjv(): Ajv2020 {
  const strict = new Ajv2020({
    coerceTypes: false,
    useDefaults: false,
    removeAdditional: false,
    allErrors: false,
    discriminator: true,
    // The document's own words, which validate nothing.
    keywords: ['example', 'x-extensible-enum'],
    allowUnionTypes: true,
    strictTypes: false,
    strictRequired: false,
  });
  addFormats.default(strict);
  for (const schema of namedSchemas) strict.addSchema(schema, schema.$id);
  return strict;
}

/** A check of a value against a schema, with the reason on `errors`. */
export function compileStrict<T>(schema: AnySchema): ValidateFunction<T> {
  return ajv.compile<T>(schema);
}

/** The check of one part of a request, as Fastify asks for it. */
export const compileFor: FastifySchemaCompiler<unknown> = ({ schema, httpPart }) => {
  const validate = compileStrict(asSchema(schema));
  if (httpPart !== 'querystring') return validate;
  const check: ReturnType<FastifySchemaCompiler<unknown>> = (query: unknown) => {
    readTexts(query, schema);
    const isValid = validate(query);
    check.errors = validate.errors ?? null;
    return isValid;
  };
  return check;
};

/**
 * A query has only texts: where an integer is asked for, plain digits are one; where a yes or no is, `true` and `false`. `1e2`, `0x10`, ` 5` and `yes` stay texts,
 * and are refused.
 */
function readTexts(query: unknown, schema: unknown): void {
  if (!isObject(query) || !isObject(schema) || !isObject(schema.properties)) return;
  for (const [name, property] of Object.entries(schema.properties)) {
    const text = query[name];
    if (isObject(property) && typeof text === 'string') query[name] = meant(text, property.type);
  }
}

function meant(text: string, type: unknown): unknown {
  if (type === 'integer' && /^(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function asSchema(schema: unknown): AnySchema {
  if (typeof schema === 'boolean' || isObject(schema)) return schema;
  throw new Error('A route has something that is not a schema.');
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
