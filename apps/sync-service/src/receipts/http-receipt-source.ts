import { createHttpExchange, type HttpFile, NoAnswer, parseFileAddress, retryAfterMs } from '@bilag/connector-http';
import type { ConnectorHost, FetchOutcome, ReceiptSource } from '@bilag/core';

/** The longest wait for one file, the wait for a turn included; above the engine's own deadline, which comes first. In milliseconds. */
const timeoutMs = 60_000;

/** Files at a time in this process: each is held in memory until it is attached. */
const atOnce = 8;

/** A source whose connections are closed at the end. */
export interface HttpReceiptSource extends ReceiptSource {
  close(): Promise<void>;
}

/**
 * Fetches files over https from hosts that the operator has named, and from nowhere else: public addresses only, no redirect, once. In development also from
 * this machine. Nothing is kept of a file or its address, and neither is in a failure's message.
 */
export function createHttpReceiptSource(hosts: readonly string[], host: ConnectorHost): HttpReceiptSource {
  const exchange = createHttpExchange(host, { timeoutMs, atOnce });
  const without = host.allowLoopback
    ? 'must be on this machine: this installation fetches files from no other'
    : 'cannot be used: no files are fetched here';
  const refuse = (rule: string) => new NotAllowed(hosts.length === 0 ? without : rule);
  const check = (url: string) => parseFileAddress(url, hosts, host, refuse);
  const refusalOf = (url: string): string | undefined => {
    try {
      check(url);
      return undefined;
    } catch (error) {
      if (error instanceof NotAllowed) return error.message;
      throw error;
    }
  };
  return {
    refusalOf,
    async fetch(url, { maxBytes }, { signal }) {
      const refusal = refusalOf(url);
      if (refusal !== undefined) return unavailable(`The address of the file ${refusal}.`);
      const question = { method: 'GET', url: check(url).href, headers: { accept: '*/*' } } as const;
      try {
        return outcomeOf(await exchange.fetch(question, maxBytes, signal));
      } catch (error) {
        if (error instanceof NoAnswer) return unavailable(silences[error.kind]);
        throw error;
      }
    },
    close: () => exchange.close(),
  };
}

/** A rule for addresses that is broken. */
class NotAllowed extends Error {}

const silences: Record<NoAnswer['kind'], string> = {
  'not-sent': 'No connection could be made to where the file is served.',
  timeout: 'The file was not served in time.',
  lost: 'The connection broke while the file was served.',
  unreadable: 'The file was served packed in a way that cannot be read.',
};

function outcomeOf({ status, headers, content }: HttpFile): FetchOutcome {
  if (status >= 300 && status < 400) {
    return unavailable(`Where the file should be came a redirect (status ${status}), which is not followed.`);
  }
  if (status !== 200) {
    const afterMs = retryAfterMs({ headers });
    return unavailable(`Where the file should be came status ${status}.`, afterMs);
  }
  // A page says that somebody should sign in, or that something is wrong: it is not the file, but no other file either.
  if (/^text\/html\b/i.test(headers['content-type'] ?? ''))
    return unavailable('A page was served instead of the file.');
  return content === undefined ? { kind: 'too-large' } : { kind: 'fetched', content };
}

function unavailable(message: string, afterMs?: number): FetchOutcome {
  const failure = { code: 'RECEIPT_UNAVAILABLE', message } as const;
  return { kind: 'unavailable', failure, ...(afterMs === undefined ? {} : { afterMs }) };
}
