import fc, { type Arbitrary } from 'fast-check';
import type { Schema } from './http-openapi.ts';

/** Values that a schema of the document allows, its examples among them. `resolve` follows a `$ref`. */
export function valuesOf(given: Schema, resolve: (ref: string) => Schema): Arbitrary<unknown> {
  const schema = typeof given.$ref === 'string' ? resolve(given.$ref) : given;
  const values = (it: unknown) => valuesOf(isSchema(it) ? it : {}, resolve);
  const generated = generatedValues(schema, values);
  const examples = listOf(schema.examples);
  return examples.length === 0 ? generated : fc.oneof(fc.constantFrom(...examples), generated);
}

type Inner = (schema: unknown) => Arbitrary<unknown>;

function generatedValues(schema: Schema, values: Inner): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...listOf(schema.enum));
  const choices = listOf(schema.oneOf ?? schema.anyOf);
  if (choices.length > 0) return fc.oneof(...choices.map(values));
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: numberOr(schema.minimum, -1_000), max: numberOr(schema.maximum, 1_000_000) });
    case 'string':
      return texts(schema);
    case 'array':
      return fc.array(values(schema.items), { minLength: numberOr(schema.minItems, 0), maxLength: 3 });
    case 'object':
      return objects(schema, values);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objects(schema: Schema, values: Inner): Arbitrary<unknown> {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const known = Object.fromEntries(Object.entries(properties).map(([key, it]) => [key, values(it)]));
  const record = fc.record(known, { requiredKeys: listOf(schema.required).map(String) });
  const [inPattern] = Object.values(isSchema(schema.patternProperties) ? schema.patternProperties : {});
  const others = [schema.additionalProperties, inPattern].find(isSchema) ?? {};
  if (Object.keys(others).length === 0) return record;
  const names = texts({ maxLength: 30, ...(isSchema(schema.propertyNames) ? schema.propertyNames : {}) });
  const more = fc.dictionary(
    names.filter((it) => it !== '__proto__'),
    values(others),
    { maxKeys: 3 },
  );
  return fc.tuple(more, record).map(([chosen, own]) => ({ ...chosen, ...own }));
}

function texts({ format, pattern, minLength, maxLength }: Schema): Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  const range = { min: new Date('1900-01-02'), max: new Date('2199-12-30'), noInvalidDate: true };
  if (format === 'date-time') return fc.date(range).map((it) => it.toISOString());
  if (format === 'date') return fc.date(range).map((it) => it.toISOString().slice(0, 10));
  const longest = Math.min(numberOr(maxLength, 40), 250);
  const form = typeof pattern === 'string' ? new RegExp(pattern, 'u') : /^/;
  // fast-check writes texts for plain patterns; for classes of Unicode it is left to try.
  const isPlain = typeof pattern === 'string' && !/\\p|\(\?/.test(pattern);
  const any = fc.string({ unit: 'grapheme', minLength: numberOr(minLength, 0), maxLength: longest });
  return (isPlain ? fc.stringMatching(form) : any).filter((it) => form.test(it) && Array.from(it).length <= longest);
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
