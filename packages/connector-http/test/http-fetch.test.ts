import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createHttpExchange, NoAnswer, parseFileAddress } from '../src/index.ts';
import { onTheWire, startPeer } from './support/peer.ts';

const development = { allowLoopback: true, extraCaCertificates: [] };
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, at) => at));

async function fetchFrom(answer: Buffer, maxBytes: number) {
  await using peer = await startPeer((socket) => socket.end(answer));
  const question = { method: 'GET', url: `${peer.url}/file?signature=x`, headers: {} } as const;
  return await createHttpExchange(development, { timeoutMs: 10_000, atOnce: 4 }).fetch(
    question,
    maxBytes,
    AbortSignal.timeout(20_000),
  );
}

describe('a file', () => {
  test.each([
    ['plain', everyByte, {}],
    ['packed as gzip', gzipSync(everyByte), { 'content-encoding': 'gzip' }],
  ])('served %s arrives byte for byte, up to the limit', async (_how, body, headers) => {
    const limit = Math.max(256, body.length);
    const file = await fetchFrom(onTheWire(200, body, headers), limit);
    expect(file.status).toBe(200);
    expect(file.content && Buffer.from(file.content).equals(everyByte)).toBe(true);
  });

  test.each([
    ['plain', everyByte, {}],
    ['packed as gzip', gzipSync(Buffer.alloc(1_000_000)), { 'content-encoding': 'gzip' }],
  ])('served %s with more bytes than asked for is not read on', async (_how, body, headers) => {
    const limit = body.length === 256 ? 255 : 5_000;
    expect(await fetchFrom(onTheWire(200, body, headers), limit)).toMatchObject({ status: 200, content: undefined });
  });

  test.each([
    ['in a way that was not asked for', everyByte, { 'content-encoding': 'br' }],
    ['and broken', Buffer.from('not gzip'), { 'content-encoding': 'gzip' }],
  ])('packed %s is no answer', async (_how, body, headers) => {
    const failed = await fetchFrom(onTheWire(200, body, headers), 1_000).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(NoAnswer);
    expect(failed).toMatchObject({ kind: 'unreadable' });
  });
});

const hosts = ['files.example.com', '*.storage.example'];
const refuse = (rule: string) => new Error(rule);
const parse = (url: string, allowLoopback = false) =>
  parseFileAddress(url, hosts, { allowLoopback, extraCaCertificates: [] }, refuse).href;

test('the address of a file may carry a query, as signatures do', () => {
  for (const url of ['https://files.example.com/a/b.pdf?sig=x%2B&exp=1', 'https://acme.storage.example/a?b'])
    expect(parse(url)).toBe(url);
});

test.each([
  ['http://files.example.com/a', 'must begin with https'],
  ['https://files.example.com:8443/a', 'must be on'],
  ['https://files.example.com.evil.example/a', 'must be on'],
  ['https://evilstorage.example/a', 'must be on'],
  ['https://10.0.0.1/a', 'must be on'],
  ['https://user:word@files.example.com/a', 'may not carry'],
  ['https://files.example.com/a#b', 'may not carry'],
  ['file:///etc/passwd', 'must begin with https'],
  ['files.example.com/a', 'is not an address'],
])('%s is no address of a file, not even in development', (url, rule) => {
  for (const allowLoopback of [false, true]) expect(() => parse(url, allowLoopback)).toThrow(rule);
});

test('a file on this machine is fetched in development only', () => {
  expect(parse('http://127.0.0.1:8080/a?b', true)).toBe('http://127.0.0.1:8080/a?b');
  expect(() => parse('http://127.0.0.1:8080/a?b')).toThrow('must begin with https');
  expect(() => parse('https://127.0.0.1/a')).toThrow('must be on');
});

test('the address of a file has up to 4,000 characters', () => {
  const longest = `https://files.example.com/?${'x'.repeat(3_973)}`;
  expect(parse(longest)).toBe(longest);
  expect(() => parse(`${longest}x`)).toThrow('may not have more than 4,000 characters');
});
