import { sha256OfShort } from './sha256.ts';

/** SHA-256 of the text's UTF-8 bytes, in lower-case hexadecimal. */
export async function sha256Hex(text: string): Promise<string> {
  return await sha256HexOf(new TextEncoder().encode(text));
}

/** SHA-256 of the bytes, in lower-case hexadecimal. */
export async function sha256HexOf(bytes: Uint8Array): Promise<string> {
  return Array.from(await sha256(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The first `length` characters (5 bits each, at most 51) of SHA-256 in Crockford's base 32: no I, L, O or U to misread. */
export async function sha256Base32(text: string, length: number): Promise<string> {
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const digest = await sha256(new TextEncoder().encode(text));
  let text32 = '';
  for (let at = 0; at < length; at += 1) text32 += digits[fiveBits(digest, at * 5)];
  return text32;
}

/** The five bits from bit `from` on. */
function fiveBits(bytes: Uint8Array, from: number): number {
  const byte = from >> 3;
  return ((((bytes[byte] ?? 0) << 8) | (bytes[byte + 1] ?? 0)) >> (11 - (from & 7))) & 31;
}

/** The platform's digest works on another thread: for a name of a hundred bytes, the way there costs ten times the work. */
const shortBytes = 1_024;

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.byteLength <= shortBytes) return sha256OfShort(bytes);
  return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
}

/** JSON with sorted keys, so that equal values have equal text whatever order they were written in. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
