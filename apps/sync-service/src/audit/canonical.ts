import { createHash } from 'node:crypto';

/**
 * A list of named, typed values as one text that no other list has: each part says its length, and nothing is not the same as an empty text.
 * @param form what kind of thing it is, and in which version of this encoding
 */
export function canonical(
  form: string,
  parts: readonly (readonly [name: string, kind: string, value: string | null])[],
): string {
  let text = `${form}\n${parts.length}\n`;
  for (const [name, kind, value] of parts) {
    text += `${name}:${kind}:${value === null ? '-' : Buffer.byteLength(value)}:${value ?? ''}\n`;
  }
  return text;
}

/** SHA-256 of a text in UTF-8, or of bytes. */
export function sha256(value: string | Uint8Array): Buffer {
  return createHash('sha256').update(value).digest();
}
