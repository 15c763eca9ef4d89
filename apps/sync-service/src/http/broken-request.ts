import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ErrorCode, SyncError } from '@bilag/core';
import { problemOf, problemType } from './problem-of.ts';

/** By the code of Node’s error. */
const faults: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['PAYLOAD_TOO_LARGE', 'The headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['REQUEST_TIMEOUT', 'The request had not arrived whole in time.'],
};

/** Answers what is not even HTTP, where there is no request to answer, in the form of every other error. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [code, detail] = faults[error.code ?? ''] ?? ['VALIDATION_FAILED', 'The request is not well-formed HTTP.'];
  const problem = problemOf(new SyncError(code, detail));
  const body = JSON.stringify(problem);
  const status = `${problem.status} ${STATUS_CODES[problem.status] ?? ''}`;
  const head = [`HTTP/1.1 ${status}`, `content-type: ${problemType}`, `content-length: ${Buffer.byteLength(body)}`];
  socket.end([...head, 'connection: close', '', body].join('\r\n'));
}
