/** A JSON Schema as it comes from the API, read with care: a connector that nobody here has seen may have made it. */
export type Schema = Readonly<Record<string, unknown>>;

/** One field of a form that a connector's schema describes. */
export interface Field {
  /** Where its value belongs, such as `endpoint` or `dimensions.costCenter`. */
  readonly path: string;
  /** The schema's own words, in English. */
  readonly title: string;
  /** The axis of analysis that a code is for; the title is that of all axes together. */
  readonly axis?: string;
  readonly description?: string;
  readonly kind: 'text' | 'secret' | 'secret-lines' | 'choice' | 'flag' | 'whole' | 'list';
  readonly options: readonly string[];
  readonly isRequired: boolean;
  /** What holds when it is left empty. */
  readonly standard?: string;
}

/** The axes that are asked for; what a former configuration has besides stays. */
const usualAxes = ['costCenter', 'project'];

/** The fields of a schema in its order. The profile is chosen elsewhere. `values` tells which other axes are in use. */
export function fieldsOf(schema: Schema, values: Schema = {}, prefix = ''): readonly Field[] {
  const required = textsOf(schema.required);
  return Object.entries(objectOf(schema.properties)).flatMap(([name, it]) => {
    const property = objectOf(it);
    if (prefix === '' && name === 'profile') return [];
    const path = prefix + name;
    if (property.type === 'object' && property.properties !== undefined) {
      return fieldsOf(property, objectOf(values[name]), `${path}.`);
    }
    const isRequired = required.includes(name);
    return property.type === 'object'
      ? axesOf(path, property, isRequired, objectOf(values[name]))
      : [fieldOf(path, property, isRequired)];
  });
}

function axesOf(path: string, property: Schema, isRequired: boolean, values: Schema): readonly Field[] {
  const axes = [...new Set([...usualAxes, ...Object.keys(values)])];
  return axes.map((axis) => ({
    ...fieldOf(`${path}.${axis}`, { ...objectOf(property.additionalProperties), title: property.title }, false),
    axis,
    isRequired: isRequired && axis === 'costCenter',
  }));
}

function fieldOf(path: string, property: Schema, isRequired: boolean): Field {
  const options = textsOf(property.enum);
  const { default: standard } = property;
  return {
    path,
    title: textOf(property.title) ?? path,
    kind: kindOf(property, options),
    options,
    isRequired,
    ...(typeof property.description === 'string' ? { description: property.description } : {}),
    ...(typeof standard === 'string' || typeof standard === 'number' ? { standard: String(standard) } : {}),
  };
}

function kindOf(property: Schema, options: readonly string[]): Field['kind'] {
  if (options.length > 0) return 'choice';
  if (property.type === 'boolean') return 'flag';
  if (property.type === 'integer') return 'whole';
  if (property.type === 'array') return 'list';
  if (property.writeOnly !== true) return 'text';
  return textOf(property.pattern)?.includes('-----BEGIN') === true ? 'secret-lines' : 'secret';
}

/** The fields of which only some are given together, such as a secret or a certificate; none when all may be. */
export function alternativesOf(schema: Schema): readonly (readonly string[])[] {
  return Array.isArray(schema.oneOf) ? schema.oneOf.map((it: unknown) => textsOf(objectOf(it).required)) : [];
}

/** An object, whatever was given. */
export const objectOf = (value: unknown): Schema => (isObject(value) ? value : {});

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((it: unknown): it is string => typeof it === 'string') : [];
