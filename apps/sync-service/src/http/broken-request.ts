import type { Socket } from 'node:net';
import { SyncError } from '@bilag/core';
import { problemOf, problemType } from './problem-of.ts';

/** Answers what is not even HTTP, where there is no request to answer, in the form of every other error. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const code = tooLarge ? 'PAYLOAD_TOO_LARGE' : 'VALIDATION_FAILED';
  const body = JSON.stringify(problemOf(new SyncError(code, 'The request is not well-formed HTTP.')));
  const status = tooLarge ? '413 Content Too Large' : '400 Bad Request';
  const head = [`HTTP/1.1 ${status}`, `content-type: ${problemType}`, `content-length: ${Buffer.byteLength(body)}`];
  socket.end([...head, 'connection: close', '', body].join('\r\n'));
}
