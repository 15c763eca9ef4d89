import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createHttpReceiptSource } from '../src/receipts/http-receipt-source.ts';
import { aFileServer } from './support/file-server.ts';

const patience = () => ({ signal: AbortSignal.timeout(20_000) });
const file = Uint8Array.from([0, 255, 128, 10, 13]);

async function open({ hosts = ['files.example.com'], allowLoopback = true } = {}) {
  const server = await aFileServer();
  const source = createHttpReceiptSource(hosts, { allowLoopback, extraCaCertificates: [] });
  onTestFinished(() => source.close());
  const fetch = (path: string, maxBytes = file.length) =>
    source.fetch(`${server.url}${path}`, { maxBytes }, patience());
  return { server, source, fetch };
}

const answering =
  (status: number, headers: Record<string, string> = {}, body = '') =>
  (_: unknown, to: ServerResponse) =>
    void to.writeHead(status, headers).end(body);

test('a file is fetched as it is, query and all', async () => {
  const { server, fetch } = await open();
  server.files.set('/a', file);
  const outcome = await fetch('/a?signature=x%2By');
  expect(outcome.kind === 'fetched' && Array.from(outcome.content)).toEqual(Array.from(file));
  expect(server.requests).toEqual(['/a?signature=x%2By']);
});

test('a file with more bytes than were approved is not read on', async () => {
  const { server, fetch } = await open();
  server.files.set('/a', file);
  expect(await fetch('/a', file.length - 1)).toEqual({ kind: 'too-large' });
});

test.each([
  [404, {}, undefined],
  [403, {}, undefined],
  [204, {}, undefined],
  [500, {}, undefined],
  [503, { 'retry-after': '7' }, 7_000],
])('status %i is «not now», and the wait that was asked for is passed on', async (status, headers, afterMs) => {
  const { server, fetch } = await open();
  server.files.set('/a', answering(status, headers));
  const outcome = await fetch('/a');
  expect(outcome).toMatchObject({ kind: 'unavailable', failure: { code: 'RECEIPT_UNAVAILABLE' } });
  expect(outcome.kind === 'unavailable' ? outcome.afterMs : null).toBe(afterMs);
});

test('a redirect is not followed, wherever it leads', async () => {
  const { server, fetch } = await open();
  server.files.set('/a', answering(302, { location: '/b' }));
  server.files.set('/b', file);
  expect(await fetch('/a')).toMatchObject({ kind: 'unavailable' });
  expect(server.requests).toEqual(['/a']);
});

test('a sign-in page in place of the file is «not now», not another file', async () => {
  const { server, fetch } = await open();
  server.files.set('/a', answering(200, { 'content-type': 'text/html; charset=utf-8' }, '<p>Sign in'));
  expect(await fetch('/a', 1_000)).toMatchObject({ kind: 'unavailable' });
});

test('a broken connection and a dead server are «not now», and no message tells the address', async () => {
  const { server, source, fetch } = await open();
  server.files.set('/a', (request) => void request.socket.destroy());
  const outcomes = [
    await fetch('/a?signature=secret'),
    await source.fetch('http://127.0.0.1:1/a?signature=secret', { maxBytes: 5 }, patience()),
    await source.fetch('https://elsewhere.example/a?signature=secret', { maxBytes: 5 }, patience()),
  ];
  for (const it of outcomes) expect(it).toMatchObject({ kind: 'unavailable' });
  expect(JSON.stringify(outcomes)).not.toMatch(/secret|127\.0\.0\.1|elsewhere/);
});

test('nothing is fetched from this machine unless that is allowed', async () => {
  const { server, source, fetch } = await open({ allowLoopback: false });
  server.files.set('/a', file);
  expect(source.refusalOf(`${server.url}/a`)).toMatch(/https/);
  expect(await fetch('/a')).toMatchObject({ kind: 'unavailable' });
  expect(server.requests).toEqual([]);
});

test('without hosts every address is refused, and it is said why', async () => {
  const { source } = await open({ hosts: [], allowLoopback: false });
  expect(source.refusalOf('https://files.example.com/a')).toBe('cannot be used: no files are fetched here');
  const { source: onThisMachine } = await open({ hosts: [] });
  expect(onThisMachine.refusalOf('https://files.example.com/a')).toBe(
    'must be on this machine: this installation fetches files from no other',
  );
  const { source: withHosts } = await open({ allowLoopback: false });
  expect(withHosts.refusalOf('https://files.example.com/a?b')).toBeUndefined();
  expect(withHosts.refusalOf('https://files.example.org/a')).toMatch(/must be on files\.example\.com/);
});
