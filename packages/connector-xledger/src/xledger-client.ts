import { getCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { ConnectorHost } from '@bilag/core';
import { buildConnector, Client, type Dispatcher } from 'undici';
import { createPeerGuard } from './peer-guard.ts';
import { createRequestPacer, type RequestPacer } from './request-pacer.ts';
import type { XledgerConfig } from './xledger-config.ts';
import { failed, type HttpAnswer, readReply, type XledgerReply } from './xledger-reply.ts';

/** The line to one organization's Xledger: one request at a time, never sent twice, no redirect followed. */
export interface XledgerClient {
  /** Sends the body of one GraphQL request, once. Never throws; nothing is written after the signal fires. */
  send(body: string, signal: AbortSignal): Promise<XledgerReply>;
  /** Lets a request under way end, then gives back the socket. */
  close(): Promise<void>;
}

interface ClientOptions extends XledgerConfig {
  readonly host: ConnectorHost;
  readonly pacer?: RequestPacer;
}

/** The largest answer that is read, in bytes, packed or unpacked. A page of 5,000 records is about a tenth of it. */
const maxAnswerBytes = 32 * 1024 * 1024;
const connectTimeoutMs = 10_000;

/** Opens the line; connects at the first request. */
export function createXledgerClient({
  settings,
  apiToken,
  host,
  pacer = createRequestPacer(),
}: ClientOptions): XledgerClient {
  const { endpoint, requestTimeoutMs } = settings;
  const sockets = countingConnector(host);
  // No keep-alive: a request on a socket that the server is just closing would be in doubt, and a doubt costs half an hour.
  const http = new Client(endpoint.origin, { connect: sockets.connect, pipelining: 0 });
  const request = {
    method: 'POST',
    path: endpoint.pathname,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'gzip',
      authorization: `token ${apiToken}`,
      'content-type': 'application/json',
      'user-agent': 'Bilag',
    },
    // The signal is the only limit of time.
    headersTimeout: 0,
    bodyTimeout: 0,
  } as const;
  return {
    async send(body, signal) {
      using turn = await pacer.enter(signal);
      if (turn === undefined) return tooLate;
      const openedBefore = sockets.opened();
      const limited = AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]);
      try {
        return readReply(await readAnswer(await http.request({ ...request, body, signal: limited })), apiToken);
      } catch (error) {
        if (sockets.opened() === openedBefore) return signal.aborted ? tooLate : unreachable(error);
        return limited.aborted ? timedOut : lost(error);
      }
    },
    close: () => http.close(),
  };
}

/** Without a socket no byte has been written: the one sure sign that nothing was done. */
function countingConnector({ allowLoopback, extraCaCertificates }: ConnectorHost) {
  let opened = 0;
  const connector = buildConnector({
    timeout: connectTimeoutMs,
    allowH2: false,
    lookup: createPeerGuard(allowLoopback),
    ...(extraCaCertificates.length === 0 ? {} : { ca: [...getCACertificates('default'), ...extraCaCertificates] }),
  });
  const connect: buildConnector.connector = (options, callback) => {
    connector(options, (...result) => {
      if (result[0] === null) opened += 1;
      callback(...result);
    });
  };
  return { connect, opened: () => opened };
}

/** An answer that is too large, or packed in a way that was not asked for. */
class UnreadableAnswer extends Error {}

async function readAnswer({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxAnswerBytes) throw new UnreadableAnswer();
    chunks.push(bytes);
  }
  const bytes = await unpack(Buffer.concat(chunks), String(headers['content-encoding'] ?? 'identity'));
  const retryAfter = headers['retry-after'];
  return {
    status: statusCode,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
    text: bytes.toString('utf8'),
  };
}

async function unpack(bytes: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === 'identity') return bytes;
  if (encoding !== 'gzip') throw new UnreadableAnswer();
  return await promisify(gunzip)(bytes, { maxOutputLength: maxAnswerBytes });
}

const tooLate: XledgerReply = {
  kind: 'not-applied',
  failure: failed('ERP_UNAVAILABLE', 'The time was up before anything was sent to Xledger.'),
};

const timedOut: XledgerReply = {
  kind: 'lost',
  failure: failed('ERP_TIMEOUT', 'Xledger did not answer in time.'),
};

function unreachable(error: unknown): XledgerReply {
  return { kind: 'not-applied', failure: failed('ERP_UNREACHABLE', `Xledger could not be reached${nameOf(error)}.`) };
}

function lost(error: unknown): XledgerReply {
  if (error instanceof UnreadableAnswer || /^(Z_|ERR_BUFFER_TOO_LARGE)/.test(codeOf(error))) {
    return {
      kind: 'lost',
      failure: failed('ERP_REPLY_UNREADABLE', 'Xledger’s answer is too large or cannot be unpacked.'),
    };
  }
  return { kind: 'lost', failure: failed('ERP_REPLY_LOST', `Xledger’s answer was lost on its way${nameOf(error)}.`) };
}

function nameOf(error: unknown): string {
  const code = codeOf(error);
  return code === '' ? '' : ` (${code})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
