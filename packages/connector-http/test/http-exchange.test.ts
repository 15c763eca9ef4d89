import { once } from 'node:events';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { startMockErp } from '@bilag/mock-erp';
import { describe, expect, test } from 'vitest';
import { createHttpExchange, type ExchangeLimits, type HttpQuestion, NoAnswer } from '../src/index.ts';
import { onTheWire, startPeer } from './support/peer.ts';

const development = { allowLoopback: true, extraCaCertificates: [] };
const open = (limits: Partial<ExchangeLimits> = {}) =>
  createHttpExchange(development, { timeoutMs: 10_000, atOnce: 4, ...limits });
const patience = (ms = 20_000) => AbortSignal.timeout(ms);

const get = (url: string): HttpQuestion => ({ method: 'GET', url, headers: {} });
const post = (url: string): HttpQuestion => ({ method: 'POST', url, headers: {}, body: '{"amount":"842.50"}' });

/** How a call that must not be answered ended. */
async function silence(call: Promise<unknown>): Promise<NoAnswer['kind']> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof NoAnswer) return error.kind;
  throw new Error('It was answered, or failed otherwise', { cause: error });
}

describe('an answer', () => {
  test.each([200, 204, 307, 404, 429, 503])('of status %i is an answer', async (status) => {
    await using peer = await startPeer((socket) => socket.end(onTheWire(status, '', { 'Retry-After': '7' })));
    const answer = await open().send(get(peer.url), patience());
    expect(answer).toMatchObject({ status, headers: { 'retry-after': '7' }, text: '' });
  });

  test('that leads elsewhere is not followed', async () => {
    await using elsewhere = await startPeer((socket) => socket.end(onTheWire(200)));
    await using peer = await startPeer((socket) => socket.end(onTheWire(308, '', { location: elsewhere.url })));
    expect((await open().send(post(peer.url), patience())).status).toBe(308);
    expect(elsewhere.sockets).toEqual([]);
  });

  test('may come packed as gzip, and nothing else is asked for', async () => {
    await using peer = await startPeer((socket) =>
      socket.end(onTheWire(200, gzipSync('{"name":"Blåbær"}'), { 'content-encoding': 'gzip' })),
    );
    const question = { ...get(peer.url), headers: { 'Accept-Encoding': 'gzip, deflate, br' } };
    expect((await open().send(question, patience())).text).toBe('{"name":"Blåbær"}');
    expect(peer.requests[0]?.match(/accept-encoding.*/gi)).toEqual(['accept-encoding: gzip']);
  });

  test('takes its socket with it: the next request has a new one, so that no request meets a closing one', async () => {
    await using peer = await startPeer((socket) => socket.write(onTheWire(200, '{}', { connection: 'keep-alive' })));
    const exchange = open();
    for (let at = 0; at < 3; at += 1) await exchange.send(post(`${peer.url}/path?page=${at}`), patience());
    expect(peer.sockets).toHaveLength(3);
    expect(peer.requests[2]).toMatch(/^POST \/path\?page=2 HTTP\/1\.1\r\n/);
    expect(peer.requests.every((it) => /\r\nconnection: close\r\n/i.test(it))).toBe(true);
  });
});

describe('an answer of very many values', () => {
  const answerOf = async (text: string) => {
    const body = gzipSync(text);
    await using peer = await startPeer((socket) => socket.end(onTheWire(200, body, { 'content-encoding': 'gzip' })));
    return await open().send(get(peer.url), patience());
  };

  test('is read as long as it is a page of master data: 20,000 rows of seven fields, with commas in their names', async () => {
    const row = {
      '@odata.etag': 'W/1',
      code: '310',
      name: 'Reise, hotell',
      validFrom: null,
      validTo: null,
      open: true,
    };
    const page = JSON.stringify({ value: Array.from({ length: 20_000 }, () => ({ ...row, kind: 'a' })) });
    expect((await answerOf(page)).text).toBe(page);
  });

  test.each([
    ['lists', '[', '[],', '[]]'],
    ['objects', '[', '{},', '{}]'],
    ['numbers', '[', '1,', '1]'],
    ['members', '{', '"a":1,', '"a":1}'],
    ['lists within lists', '[', '[', ''],
    // In an answer of several parts a quotation mark in one of them says nothing of the next.
    ['numbers after a quotation mark', '"[', '1,', '1]'],
  ])('is not handed on to be parsed, of %s either', async (_what, begin, again, end) => {
    await expect(answerOf(begin + again.repeat(300_000) + end)).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

describe('nothing was sent, and that is sure,', () => {
  test('when the connection is refused', async () => {
    const { url } = await startPeer(() => undefined).then(async (peer) => {
      await peer[Symbol.asyncDispose]();
      return peer;
    });
    expect(await silence(open().send(post(url), patience()))).toBe('not-sent');
  });

  test('when the name does not exist', async () => {
    expect(await silence(open().send(post('https://erp.invalid/'), patience()))).toBe('not-sent');
  });

  test('when the time was up before', async () => {
    await using peer = await startPeer((socket) => socket.end(onTheWire(200)));
    expect(await silence(open().send(post(peer.url), AbortSignal.abort()))).toBe('not-sent');
    expect(peer.sockets).toEqual([]);
  });

  test.each([
    ['the time limit', { timeoutMs: 200 }, 20_000],
    ['the caller’s patience', {}, 200],
  ])('when %s ends while the encryption is still being agreed', async (_what, limits, patienceMs) => {
    // It speaks no TLS and answers nothing.
    await using peer = await startPeer(() => undefined);
    const startMs = performance.now();
    const call = open(limits).send(post(peer.url.replace('http:', 'https:')), patience(patienceMs));
    expect(await silence(call)).toBe('not-sent');
    expect(peer.sockets).toHaveLength(1);
    // Well before the limit for connecting, which would end it too.
    expect(performance.now() - startMs).toBeLessThan(3_000);
  });

  test('when nobody vouches for the certificate, who the host trusts is asked', async () => {
    await using mock = await startMock();
    const limits = { timeoutMs: 10_000, atOnce: 1 };
    const trusting = createHttpExchange({ allowLoopback: true, extraCaCertificates: [mock.ca] }, limits);
    expect(await silence(open().send(get(mock.url), patience()))).toBe('not-sent');
    expect((await trusting.send(get(mock.url), patience())).status).toBeGreaterThanOrEqual(400);
  });

  test.each([
    ['a number, whose socket is closed before a byte is sent', '127.0.0.1', 1],
    ['a name, of which no socket is opened', 'localhost', 0],
  ])('when loopback is not allowed and the address is %s', async (_what, name, sockets) => {
    await using peer = await startPeer((socket) => socket.end(onTheWire(200)));
    const outside = { allowLoopback: false, extraCaCertificates: [] };
    const exchange = createHttpExchange(outside, { timeoutMs: 10_000, atOnce: 1 });
    expect(await silence(exchange.send(post(peer.url.replace('127.0.0.1', name)), patience()))).toBe('not-sent');
    expect(peer.requests).toEqual([]);
    expect(peer.sockets).toHaveLength(sockets);
  });

  test('after the exchange was closed', async () => {
    await using peer = await startPeer((socket) => socket.end(onTheWire(200)));
    const exchange = open();
    await exchange.close();
    expect(await silence(exchange.send(post(peer.url), patience()))).toBe('not-sent');
    expect(peer.sockets).toEqual([]);
  });
});

describe('nobody knows whether it was done', () => {
  test.each([
    ['before the answer', ''],
    ['inside the head of the answer', 'HTTP/1.1 200 OK\r\ncontent-'],
    ['inside the body', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"data":'],
    ['inside a body in pieces', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\n{"data":\r\n'],
  ])('when the connection breaks %s, and the request is not repeated', async (_where, text) => {
    for (const cut of ['end', 'resetAndDestroy'] as const) {
      await using peer = await startPeer((socket) => socket.write(text, () => socket[cut]()));
      expect(await silence(open().send(post(peer.url), patience()))).toBe('lost');
      expect(peer.requests).toHaveLength(1);
    }
  });

  test('when the answer is no HTTP', async () => {
    await using peer = await startPeer((socket) => socket.end('220 mail.example.com ESMTP\r\n'));
    expect(await silence(open().send(post(peer.url), patience()))).toBe('lost');
  });

  test.each([
    ['nothing comes', ''],
    ['the rest of the body does not come', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"data":'],
  ])('when %s in time, and the socket is given back', async (_what, text) => {
    for (const [limits, patienceMs] of [
      [{ timeoutMs: 200 }, 20_000],
      [{}, 200],
    ] as const) {
      await using peer = await startPeer((socket) => socket.write(text));
      expect(await silence(open(limits).send(post(peer.url), patience(patienceMs)))).toBe('timeout');
      const [socket] = peer.sockets;
      if (socket?.closed === false) await once(socket, 'close');
      expect(peer.requests).toHaveLength(1);
    }
  });

  test('when the answer does not end', async () => {
    const block = Buffer.alloc(1024 * 1024, ' ');
    await using peer = await startPeer((socket) => {
      const more = () => void (socket.destroyed || socket.write(block, () => setImmediate(more)));
      socket.write('HTTP/1.1 200 OK\r\n\r\n', more);
    });
    expect(await silence(open().send(post(peer.url), patience()))).toBe('unreadable');
  });

  test.each([
    ['unpacks to a huge one', 'gzip', gzipSync(Buffer.alloc(33 * 1024 * 1024, ' '))],
    ['only claims to be packed', 'gzip', '{}'],
    ['is packed in a way that was not asked for', 'br', '{}'],
  ])('when the answer %s', async (_what, encoding, body) => {
    await using peer = await startPeer((socket) => socket.end(onTheWire(200, body, { 'content-encoding': encoding })));
    expect(await silence(open().send(post(peer.url), patience()))).toBe('unreadable');
  });
});

describe('taking turns', () => {
  test('no more requests go at a time than allowed, and in the end all are answered', async () => {
    const held: Socket[] = [];
    await using peer = await startPeer((socket, request) =>
      request.startsWith('GET') ? socket.end(onTheWire(200)) : held.push(socket),
    );
    const exchange = open({ atOnce: 2 });
    const calls = Promise.all(Array.from({ length: 6 }, () => exchange.send(post(peer.url), patience())));
    for (let answered = 0; answered < 6; answered += 2) {
      await expect.poll(() => held.length).toBe(2);
      // Whoever is on the way has arrived when a later one has been answered.
      await open().send(get(peer.url), patience());
      expect(held).toHaveLength(2);
      for (const socket of held.splice(0)) socket.end(onTheWire(200));
    }
    expect(await calls).toHaveLength(6);
  });

  test('a request whose time runs out while it waits was not sent, and the one behind it has its turn', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<() => void>();
    await using peer = await startPeer((socket) => arrive(() => socket.end(onTheWire(200))));
    const exchange = open({ atOnce: 1 });
    const first = exchange.send(post(peer.url), patience());
    const answerFirst = await arrived;
    const second = exchange.send(post(peer.url), patience(50));
    const third = exchange.send(post(peer.url), patience());
    expect(await silence(second)).toBe('not-sent');
    expect(peer.requests).toHaveLength(1);
    answerFirst();
    expect((await first).status).toBe(200);
    await expect.poll(() => peer.requests).toHaveLength(2);
    peer.sockets[1]?.end(onTheWire(200));
    expect((await third).status).toBe(200);
  });

  test('closing waits for what is under way', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<() => void>();
    await using peer = await startPeer((socket) => arrive(() => socket.end(onTheWire(200, 'done'))));
    const exchange = open();
    const ends: string[] = [];
    const call = exchange.send(post(peer.url), patience()).then(({ text }) => ends.push(text));
    const answer = await arrived;
    const closing = exchange.close().then(() => ends.push('closed'));
    answer();
    await Promise.all([call, closing]);
    expect(ends).toEqual(['done', 'closed']);
  });
});

/** A server over https whose certificate only the mock’s own authority vouches for. */
async function startMock() {
  const mock = await startMockErp();
  const { origin } = new URL(mock.urls.businessCentral);
  return { url: `${origin}/`, ca: mock.caCertificate, [Symbol.asyncDispose]: () => mock.close() };
}

describe('the host', () => {
  test('is told of every request that was sent, with its size, and of none that was not', async () => {
    const calls: unknown[] = [];
    const host = { ...development, onCall: (call: unknown) => void calls.push(call) };
    const exchange = createHttpExchange(host, { timeoutMs: 10_000, atOnce: 4 });
    await using peer = await startPeer((socket) => socket.end(onTheWire(200, 'Blåbær')));
    await exchange.send(post(peer.url), patience());
    await using dropping = await startPeer((socket) => socket.destroy());
    expect(await silence(exchange.send(post(dropping.url), patience()))).toBe('lost');
    expect(await silence(exchange.send(post('http://127.0.0.1:9/'), patience()))).toBe('not-sent');
    const bytesUp = '{"amount":"842.50"}'.length;
    expect(calls).toEqual([
      { bytesUp, bytesDown: 8 },
      { bytesUp, bytesDown: 0 },
    ]);
  });
});
