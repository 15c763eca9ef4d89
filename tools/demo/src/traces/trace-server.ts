import http from 'node:http';
import type { LocalSpan, LocalSpans } from '@bilag/sync-service/traces';
import { concerns, listPage, tracePage } from './trace-page.ts';

/** Its spans, and where they can be looked at. */
export interface Trace {
  readonly url: string;
  readonly spans: readonly LocalSpan[];
}

/** A page to look at traces, on this machine only. */
export interface TraceServer extends AsyncDisposable {
  readonly url: string;
  /** The first trace in which a voucher was sent, rather one in which it was looked up too; `undefined` while there is none. */
  firstVoucher(): Trace | undefined;
}

/** Serves it on its usual port, or on a free one when that is taken. */
export async function startTraceServer(spans: LocalSpans): Promise<TraceServer> {
  const server = http.createServer((request, response) => {
    const { status, type, body } = answer(new URL(request.url ?? '/', 'http://localhost'), spans.traces());
    response.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    });
    response.end(body);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  await listen(4020).catch(() => listen(0));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 4020}`;
  return {
    url,
    firstVoucher() {
      const has = (step: string) => (trace: readonly LocalSpan[]) => trace.some(({ name }) => name === step);
      const sent = spans.traces().filter(has('post voucher')).toReversed();
      // There is more to see where a voucher was looked up besides, and that of one approval is easier to read than that of many.
      const lookedUp = sent.filter(has('look up voucher'));
      const found = lookedUp.find(([first]) => first?.name.endsWith('/approvals')) ?? lookedUp[0] ?? sent[0];
      return found && { url: `${url}/traces/${found[0]?.traceId ?? ''}`, spans: found };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

function answer({ pathname, searchParams }: URL, traces: readonly (readonly LocalSpan[])[]) {
  const wanted = searchParams.get('find')?.trim() ?? '';
  if (pathname === '/') {
    const found = wanted === '' ? traces : traces.filter((it) => concerns(it, wanted));
    return { status: 200, type: 'text/html', body: listPage(found, wanted) };
  }
  const [, id, json] = /^\/traces\/([0-9a-f]{32})(\.json)?$/.exec(pathname) ?? [];
  const trace = traces.find(([first]) => first?.traceId === id);
  if (trace === undefined) return { status: 404, type: 'text/plain', body: 'There is no such trace any more.' };
  if (json === undefined) return { status: 200, type: 'text/html', body: tracePage(trace) };
  return { status: 200, type: 'application/json', body: JSON.stringify(trace, null, 2) };
}
