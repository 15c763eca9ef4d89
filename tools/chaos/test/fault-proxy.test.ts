import { once } from 'node:events';
import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createFaultProxy, type WireFault } from '../src/fault-proxy.ts';

/** A server that answers each message with itself, behind a proxy; and what has reached it. */
async function anEcho() {
  const arrived: string[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      arrived.push(bytes.toString());
      socket.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const proxy = await createFaultProxy(() => (typeof address === 'object' && address !== null ? address.port : 0));
  onTestFinished(() => {
    proxy.close();
    server.close();
  });
  return { arrived, proxy };
}

/** Says something over a connection of its own; the answer, and how the connection ended. */
async function say(port: number, text: string): Promise<{ answer: string; end: string }> {
  const socket = net.connect({ port, host: '127.0.0.1' });
  let answer = '';
  let end = 'open';
  socket.on('error', (error: NodeJS.ErrnoException) => {
    end = error.code ?? 'error';
  });
  socket.on('data', (bytes: Buffer) => {
    answer += bytes.toString();
    if (answer.length >= text.length) socket.destroy();
  });
  socket.write(text);
  // `once` would reject at the error that comes before.
  await new Promise((resolve) => void socket.on('close', resolve));
  return { answer, end };
}

test('without a fault everything passes', async () => {
  const { proxy } = await anEcho();
  expect(await say(proxy.port, 'hello')).toEqual({ answer: 'hello', end: 'open' });
});

test('a cut lets the question through and so many bytes of the answer', async () => {
  const { arrived, proxy } = await anEcho();
  const struck = proxy.strike({ kind: 'cut', afterBytes: 3 });
  expect(await say(proxy.port, 'hello')).toEqual({ answer: 'hel', end: 'ECONNRESET' });
  await struck;
  expect(arrived).toEqual(['hello']);
  expect(await say(proxy.port, 'again')).toEqual({ answer: 'again', end: 'open' });
});

test('a reset and a black hole let nothing through, neither then nor later', async () => {
  const { arrived, proxy } = await anEcho();
  const faults: WireFault[] = [{ kind: 'reset' }, { kind: 'black-hole', forMs: 50 }];
  for (const fault of faults) {
    const struck = proxy.strike(fault);
    expect(await say(proxy.port, 'hello')).toEqual({ answer: '', end: 'ECONNRESET' });
    await struck;
  }
  expect(await say(proxy.port, 'again')).toEqual({ answer: 'again', end: 'open' });
  expect(arrived).toEqual(['again']);
});

test('latency delays and keeps the order', async () => {
  const { proxy } = await anEcho();
  const struck = proxy.strike({ kind: 'latency', ms: 20, forMs: 30 });
  const begun = performance.now();
  expect(await say(proxy.port, 'hello')).toEqual({ answer: 'hello', end: 'open' });
  expect(performance.now() - begun).toBeGreaterThan(18);
  await struck;
});

test('a fault that has met nothing can be called off', async () => {
  const { proxy } = await anEcho();
  const off = new AbortController();
  const struck = proxy.strike({ kind: 'reset' }, off.signal);
  off.abort();
  await expect(struck).rejects.toThrow('Called off');
  expect(await say(proxy.port, 'hello')).toEqual({ answer: 'hello', end: 'open' });
});
