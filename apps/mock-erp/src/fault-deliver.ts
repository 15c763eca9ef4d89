import { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from './answer.ts';
import type { End } from './fault-apply.ts';

/** Sends the answer, part of it or nothing, or leaves the caller waiting. */
export function deliver(
  { outcome, answer, bytes, isCompressed }: End,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): FastifyReply {
  switch (outcome) {
    case 'answered':
    case 'refused by fault':
      return isCompressed === true ? sendCompressed(answer, reply) : send(answer, reply);
    case 'truncated':
      return sendPart(answer, reply, bytes);
    case 'dropped before work':
    case 'dropped after work':
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    case 'unanswered before work':
    case 'unanswered after work':
      return reply.hijack();
  }
}

function send(answer: Answer, reply: FastifyReply): FastifyReply {
  reply.code(answer.status).headers({ ...answer.headers });
  if (answer.body === undefined) return reply.send();
  const body = Buffer.isBuffer(answer.body) ? answer.body : textOf(answer.body);
  return reply.type(answer.contentType ?? 'application/json; charset=utf-8').send(body);
}

function sendCompressed(answer: Answer, reply: FastifyReply): FastifyReply {
  reply.code(answer.status).headers({ ...answer.headers, 'content-encoding': 'gzip' });
  return reply.type(answer.contentType ?? 'application/json; charset=utf-8').send(gzipSync(textOf(answer.body)));
}

/** Promises the whole length, sends half of it or so many bytes, and cuts or resets the connection. */
function sendPart(answer: Answer, reply: FastifyReply, bytes: number | undefined): FastifyReply {
  const body = Buffer.from(textOf(answer.body), 'utf8');
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(answer.status, {
    ...answer.headers,
    'content-type': answer.contentType ?? 'application/json; charset=utf-8',
    // At least one byte more than is sent, or the caller would take the part for the whole.
    'content-length': String(Math.max(body.length, (bytes ?? 0) + 1)),
  });
  const part = body.subarray(0, bytes ?? Math.floor(body.length / 2));
  raw.write(part, () => (bytes === undefined ? raw.socket?.destroy() : resetConnection(raw.socket)));
  return reply;
}

/** A reset proper is only to be had on a bare socket; an encrypted one ends without saying goodbye, which callers see alike. */
function resetConnection(socket: FastifyRequest['raw']['socket'] | null): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

/** A body as text: JSON, or as it is. */
export function textOf(body: unknown): string {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (Buffer.isBuffer(body)) return body.toString('utf8');
  return JSON.stringify(body);
}
