import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../src/index.ts';
import { connectionCut, killed, query, spawnOwner, temporaryFolder } from './support.ts';

test('a fresh directory becomes a server that sorts and tells time the same on every machine', async () => {
  const server = await start({ dataDirectory: path.join(await temporaryFolder(), 'postgres') });
  const settings = "current_setting('server_encoding') as encoding, current_setting('timezone') as zone";
  const [row] = await query(server.url(), `select ${settings}, 'Ø' > 'z' as codepoint_order`);
  expect(row).toEqual({ encoding: 'UTF8', zone: 'UTC', codepoint_order: true });
  expect(server.adopted).toBe(false);
});

test('committed rows survive kill -9 of the server', async () => {
  const dataDirectory = path.join(await temporaryFolder(), 'postgres');
  const first = await start({ dataDirectory });
  await query(first.url(), 'create table voucher (number int)', 'insert into voucher values (2910)');
  const { cut } = await connectionCut(first.url());
  process.kill(first.pid, 'SIGKILL');
  await cut;
  const second = await start({ dataDirectory });
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url(), 'select number from voucher')).toEqual([{ number: 2910 }]);
});

test('a second start in the same directory adopts the running server and leaves it running', async () => {
  const dataDirectory = path.join(await temporaryFolder(), 'postgres');
  const first = await start({ dataDirectory });
  const second = await start({ dataDirectory });
  expect(second).toMatchObject({ adopted: true, pid: first.pid, port: first.port });
  await second.stop();
  expect(await query(first.url(), 'select 1 as answer')).toEqual([{ answer: 1 }]);
});

test('the server goes when its owner is killed', async () => {
  const dataDirectory = path.join(await temporaryFolder(), 'postgres');
  const owner = await spawnOwner(dataDirectory);
  const { cut } = await connectionCut(owner.url);
  await killed(owner.process);
  await cut;
  const next = await start({ dataDirectory });
  expect(next.adopted).toBe(false);
  expect(next.pid).not.toBe(owner.pid);
});

test('of two processes that start on a fresh directory one owns the server and both can use it', async () => {
  const dataDirectory = path.join(await temporaryFolder(), 'postgres');
  const owners = await Promise.all([spawnOwner(dataDirectory), spawnOwner(dataDirectory)]);
  expect(owners.filter((owner) => owner.adopted)).toHaveLength(1);
  expect(new Set(owners.map((owner) => owner.pid)).size).toBe(1);
  for (const owner of owners) expect(await query(owner.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
});

test('a stopped server is gone and can be stopped again', async () => {
  const server = await start({ dataDirectory: path.join(await temporaryFolder(), 'postgres'), volatile: true });
  await server.stop();
  await server.stop();
  expect(existsSync(path.join(server.dataDirectory, 'postmaster.pid'))).toBe(false);
  await expect(query(server.url(), 'select 1')).rejects.toThrow('ECONNREFUSED');
});

test('a server without durability is not adopted by somebody who needs it', async () => {
  const dataDirectory = path.join(await temporaryFolder(), 'postgres');
  await start({ dataDirectory, volatile: true });
  await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toThrow('already runs without durability');
});

test('a pid file whose number now belongs to another program does not block the start', async () => {
  const dataDirectory = path.join(await temporaryFolder(), 'postgres');
  const first = await start({ dataDirectory });
  await first.stop();
  await writeFile(path.join(dataDirectory, 'postmaster.pid'), `${process.pid}\n${dataDirectory}\n0\n1\n\n\n`);
  const second = await start({ dataDirectory });
  expect(second.adopted).toBe(false);
});

test('a folder with something else in it is refused and left alone', async () => {
  const dataDirectory = await temporaryFolder();
  await writeFile(path.join(dataDirectory, 'receipts.txt'), 'taxi 120,00');
  await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toThrow(
    'neither empty nor a PostgreSQL data directory',
  );
  expect(existsSync(path.join(dataDirectory, 'receipts.txt'))).toBe(true);
});

test('a port that is taken is said at once', async () => {
  const dataDirectory = path.join(await temporaryFolder(), 'postgres');
  const occupant = net.createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
  onTestFinished(() => void occupant.close());
  const address = occupant.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(startEmbeddedPostgres({ dataDirectory, port })).rejects.toThrow('Address already in use');
});

test.runIf(process.getuid?.() === 0)('below a folder that only root can enter the data goes elsewhere', async () => {
  const closed = path.join(await temporaryFolder(), 'home-of-root');
  await mkdir(closed);
  await chmod(closed, 0o700);
  const wanted = path.join(closed, 'postgres');
  const server = await start({ dataDirectory: wanted, volatile: true });
  onTestFinished(() => rm(path.dirname(server.dataDirectory), { recursive: true, force: true }));
  expect(server.dataDirectory).not.toBe(wanted);
  expect(await query(server.url(), 'select 1 as answer')).toEqual([{ answer: 1 }]);
  expect((await start({ dataDirectory: wanted, volatile: true })).pid).toBe(server.pid);
});

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(options);
  onTestFinished(() => server.stop());
  return server;
}
