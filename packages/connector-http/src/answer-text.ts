import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** A body that is too large, holds too much, or is packed in a way that was not asked for. */
export class UnreadableBody extends Error {
  constructor(what: string, cause?: unknown) {
    super(`The answer ${what}`, { cause });
    this.name = 'UnreadableBody';
  }
}

/** The largest answer that is read, in bytes, packed or unpacked. */
const maxBytes = 32 * 1024 * 1024;

/**
 * The most lists, objects and values of an answer: its parser takes a moment and room for each, on the one thread that serves everybody. Of Business Central the largest pages
 * are 20,000 rows of six fields and a tag, 160,000, and 1,000 entries or journal lines with up to twenty dimensions of ten fields and a tag, 260,000; of Xledger and
 * Finance & Operations 10,000 rows of nine, 100,000. The rest is for the commas in names.
 */
const maxValues = 300_000;

/** A body and what its headers say of it. */
export interface PackedBody {
  readonly body: AsyncIterable<Uint8Array>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The whole body, unpacked. @throws {UnreadableBody}, or whatever broke off the body. */
export async function readText({ body, headers }: PackedBody): Promise<string> {
  const bytes = await readUpTo(body, maxBytes);
  if (bytes === undefined) throw new UnreadableBody('is too large');
  const unpacked = await unpack(bytes, headers, maxBytes);
  if (holdsMoreThan(maxValues, unpacked)) throw new UnreadableBody('holds too many values');
  return unpacked.toString('utf8');
}

/** The whole body, unpacked; `undefined` once it has more than so many bytes, packed or unpacked. @throws as {@link readText}. */
export async function readBytes({ body, headers }: PackedBody, limit: number): Promise<Uint8Array | undefined> {
  const bytes = await readUpTo(body, limit);
  // One byte above the limit tells that it is longer; a body that cannot be unpacked is told apart from that.
  const unpacked = bytes && (await unpack(bytes, headers, limit + 1).catch(tooLong));
  return unpacked === undefined || unpacked.length > limit ? undefined : unpacked;
}

async function readUpTo(body: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function unpack(bytes: Buffer, headers: PackedBody['headers'], limit: number): Promise<Buffer> {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity' || bytes.length === 0) return bytes;
  if (encoding !== 'gzip') throw new UnreadableBody('is packed in an unknown way');
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: limit });
  } catch (error) {
    throw new UnreadableBody('cannot be unpacked, or is too large then', error);
  }
}

function tooLong(error: unknown): undefined {
  const cause = error instanceof UnreadableBody ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') return undefined;
  throw error;
}

/** Counts the signs that begin a value, inside of texts as well: where a text begins is not known of an answer in several parts. */
function holdsMoreThan(limit: number, bytes: Buffer): boolean {
  let count = 0;
  for (const byte of bytes) {
    if (byte === comma || byte === bracket || byte === brace) count += 1;
    if (count > limit) return true;
  }
  return false;
}

const [comma, bracket, brace] = [0x2c, 0x5b, 0x7b];
