import { isObject, type JsonObject } from '../json.ts';

/** Any JSON with every number kept as the text it was sent in, or `undefined` for a text that is none. */
export function parseExactJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''), keepNumberText);
  } catch {
    return undefined;
  }
}

function keepNumberText(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? String(value)) : value;
}

/** The list of objects under a key; `null` is an empty one, `undefined` means that there is no such list. */
export function objectsAt(parent: JsonObject, key: string): readonly JsonObject[] | undefined {
  const value = parent[key];
  if (value === null) return [];
  return Array.isArray(value) && value.every(isObject) ? value : undefined;
}

/** Whether a field says no, as a boolean or as its text; a missing one says nothing. */
export function saysNo(parent: JsonObject, key: string): boolean {
  return parent[key] === false || parent[key] === 'false';
}

/** Whether a field says yes, as a boolean or as its text. */
export function saysYes(parent: JsonObject, key: string): boolean {
  return parent[key] === true || parent[key] === 'true';
}
