import { type Field, objectOf, type Schema } from './fields.ts';

/** What stands in each field, by its path, as text; a box that is ticked is `true`. */
export type FormValues = Readonly<Record<string, string>>;

/** The fields filled with what is saved. */
export function valuesOf(fields: readonly Field[], saved: Schema): FormValues {
  return Object.fromEntries(fields.map(({ path }) => [path, shown(valueAt(saved, path))]));
}

/** What is sent: only what is filled in, each as the schema has it. A number that is none is sent as it was typed, and the service says so. */
export function contentOf(fields: readonly Field[], values: FormValues): Schema {
  const content: Record<string, unknown> = {};
  for (const field of fields) {
    const typed = (values[field.path] ?? '').trim();
    if (typed !== '') put(content, field.path.split('.'), sent(field, typed));
  }
  return content;
}

/** The paths of the fields that must be filled in and are not. */
export const missingIn = (fields: readonly Field[], values: FormValues): readonly string[] =>
  fields.flatMap(({ path, isRequired }) => (isRequired && (values[path] ?? '').trim() === '' ? [path] : []));

function valueAt(saved: Schema, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => objectOf(value)[name], saved);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function sent({ kind }: Field, typed: string): unknown {
  if (kind === 'flag') return typed === 'true';
  if (kind === 'list') return typed.split(',').map((it) => it.trim());
  return kind === 'whole' && /^\d{1,15}$/.test(typed) ? Number(typed) : typed;
}

function put(content: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    content[name] = value;
    return;
  }
  const inner: Record<string, unknown> = { ...objectOf(content[name]) };
  put(inner, rest, value);
  content[name] = inner;
}
