import { idAt, type JsonObject, textAt } from '../json.ts';

/** A record's code, which may come as a number. */
export function codeAt(node: JsonObject): string | undefined {
  return textAt(node, 'code') ?? idAt(node, 'code');
}
