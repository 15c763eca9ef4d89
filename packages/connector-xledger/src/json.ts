/** A JSON object of which nothing has been checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether the value is a JSON object, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key, or `undefined` when there is none. */
export function objectAt(parent: JsonObject, key: string): JsonObject | undefined {
  const value = parent[key];
  return isObject(value) ? value : undefined;
}

/** The text under a key, or `undefined` when it is missing, empty or no text. */
export function textAt(parent: JsonObject, key: string): string | undefined {
  const value = parent[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * An id or a whole number under a key as digits; some ids come as numbers and some as text.
 * @source reference of the Xledger API, section 3 (ids), read 2026-11
 */
export function idAt(parent: JsonObject, key: string): string | undefined {
  const value = parent[key];
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && /^\d+$/.test(text) ? text : undefined;
}
