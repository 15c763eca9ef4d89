import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** A body that is too large, or packed in a way that was not asked for. */
export class UnreadableBody extends Error {
  constructor(what: string, cause?: unknown) {
    super(`The answer ${what}`, { cause });
    this.name = 'UnreadableBody';
  }
}

/** The largest answer that is read, in bytes, packed or unpacked. */
const maxBytes = 32 * 1024 * 1024;

/** The whole body, unpacked. @throws {UnreadableBody}, or whatever broke off the body. */
export async function readText(
  body: AsyncIterable<Uint8Array>,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new UnreadableBody('is too large');
    chunks.push(chunk);
  }
  return (await unpack(Buffer.concat(chunks), headers['content-encoding'] ?? 'identity')).toString('utf8');
}

async function unpack(bytes: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === 'identity' || bytes.length === 0) return bytes;
  if (encoding !== 'gzip') throw new UnreadableBody('is packed in an unknown way');
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    throw new UnreadableBody('cannot be unpacked, or is too large then', error);
  }
}
