import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';

type TransformObject = NonNullable<FastifyDynamicSwaggerOptions['transformObject']>;

/**
 * Adds to each discriminator of the document the table from its values to schemas. Without one a client takes the schema's name for the value; Ajv,
 * which validates with the same schemas, refuses it.
 */
export const mapDiscriminators: TransformObject = (given) => {
  const document = 'openapiObject' in given ? given.openapiObject : given.swaggerObject;
  const text = JSON.stringify(document, (_key, value: unknown) => (isUnion(value) ? mapped(value, document) : value));
  return JSON.parse(text);
};

interface Union {
  readonly discriminator: { readonly propertyName: string };
  readonly oneOf: readonly { readonly $ref: string }[];
}

function mapped(union: Union, document: unknown): unknown {
  const { propertyName } = union.discriminator;
  const entries = union.oneOf.map(({ $ref }) => {
    const steps = [...$ref.split('/').slice(1), 'properties', propertyName, 'const'];
    return [String(steps.reduce(within, document)), $ref];
  });
  return { ...union, discriminator: { propertyName, mapping: Object.fromEntries(entries) } };
}

const within = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);

function isUnion(value: unknown): value is Union {
  return isObject(value) && isObject(value.discriminator) && Array.isArray(value.oneOf);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
