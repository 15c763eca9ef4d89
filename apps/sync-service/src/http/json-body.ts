import { SyncError } from '@bilag/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Takes JSON bodies, and nothing else, as RFC 7493 (I-JSON) has them: in UTF-8 and without a key twice. Otherwise a body would be changed
 * silently on its way in, or mean one amount to us and another to whoever checked it before.
 * @source https://www.rfc-editor.org/rfc/rfc7493#section-2
 */
export function takeJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') throw new SyncError('UNSUPPORTED_MEDIA_TYPE', 'The body is compressed.');
    const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^;"\s]*)/i.exec(request.headers['content-type'] ?? '') ?? [];
    if (charset.toLowerCase() !== 'utf-8') {
      throw new SyncError('UNSUPPORTED_MEDIA_TYPE', 'The body is said to be in another encoding than UTF-8.');
    }
    return parseJson(body);
  });
}

/** @throws {SyncError} `MALFORMED_JSON`, saying why. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = orMalformed(() => utf8.decode(bytes), 'The body is not in UTF-8.');
  const value = orMalformed((): unknown => JSON.parse(text), 'The body is not valid JSON.');
  const { count, hasPrototype } = keysOf(value);
  if (hasPrototype) throw malformed('The body has a key that no program should take: «__proto__».');
  if (count !== writtenKeys(text)) throw malformed('The body has a key twice in one object.');
  return value;
}

/** How many keys the value has at all depths. A loop, because a body may be deeper than the stack. */
function keysOf(value: unknown): { readonly count: number; readonly hasPrototype: boolean } {
  const open = [value];
  let count = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === null || typeof next !== 'object') continue;
    if (Object.hasOwn(next, '__proto__')) return { count, hasPrototype: true };
    const values: unknown[] = Object.values(next);
    if (!Array.isArray(next)) count += values.length;
    for (const it of values) if (typeof it === 'object') open.push(it);
  }
  return { count, hasPrototype: false };
}

/** How many keys a text of valid JSON writes: its strings before a colon. */
function writtenKeys(text: string): number {
  let count = 0;
  for (let open = text.indexOf('"'); open >= 0; ) {
    let close = text.indexOf('"', open + 1);
    while (isEscaped(text, close)) close = text.indexOf('"', close + 1);
    let next = close + 1;
    while (blanks.has(text.charCodeAt(next))) next += 1;
    if (text.charCodeAt(next) === colon) count += 1;
    open = text.indexOf('"', next);
  }
  return count;
}

const colon = 0x3a;
const backslash = 0x5c;
/** What JSON takes for blank: space, tab, line feed, carriage return. */
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Whether an odd number of backslashes stands before the place. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === backslash) first -= 1;
  return (at - first) % 2 === 1;
}

function orMalformed<T>(read: () => T, why: string): T {
  try {
    return read();
  } catch {
    throw malformed(why);
  }
}

const malformed = (why: string) => new SyncError('MALFORMED_JSON', why);
