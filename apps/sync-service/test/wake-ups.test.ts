import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createPostgresWakeUps } from '../src/persistence/postgres-wake-ups.ts';
import { openServiceDatabase } from './support/service-database.ts';

/** Two replicas on one database, and how often each was woken. */
async function twoReplicas() {
  const service = await openServiceDatabase();
  const troubles: unknown[] = [];
  const replica = () => {
    const wakeUps = createPostgresWakeUps(service.database.enginePool, service.ownerUrl, (it) => troubles.push(it));
    const woken: { times: number; names: (string | undefined)[] } = { times: 0, names: [] };
    wakeUps.listen((organizationId) => {
      woken.times += 1;
      woken.names.push(organizationId);
    });
    onTestFinished(() => wakeUps.close());
    return { wakeUps, woken };
  };
  onTestFinished(() => service.close());
  const [first, second] = [replica(), replica()];
  // The first wake-up says that it listens.
  await expect.poll(() => [first.woken.times, second.woken.times]).toEqual([1, 1]);
  return { service, first, second, troubles };
}

test('DOD-7 what one replica stores wakes the others, once for many, and not itself', async () => {
  const { first, second } = await twoReplicas();
  for (let at = 0; at < 500; at += 1) first.wakeUps.announce();
  await expect.poll(() => second.woken.times).toBe(2);
  second.wakeUps.announce();
  await expect.poll(() => first.woken.times).toBe(2);
  expect(second.woken.times).toBe(2);
});

test('DOD-7 a wake-up names the organizations it is for, unless there are too many or one is not known', async () => {
  const { first, second } = await twoReplicas();
  for (const it of ['nbf', 'hlf', 'nbf']) first.wakeUps.announce(it);
  await expect.poll(() => second.woken.names).toEqual([undefined, 'nbf', 'hlf']);
  for (let at = 0; at < 200; at += 1) first.wakeUps.announce(`a-rather-long-name-of-an-organization-${at}`);
  await expect.poll(() => second.woken.names.slice(3)).toEqual([undefined]);
  first.wakeUps.announce('nbf');
  first.wakeUps.announce();
  await expect.poll(() => second.woken.names.slice(4)).toEqual([undefined]);
  first.wakeUps.announce('nbf');
  await expect.poll(() => second.woken.names.slice(5)).toEqual(['nbf']);
  expect(first.woken.names).toEqual([undefined]);
});

test('DOD-7 a replica that ends tells the others what it stored last', async () => {
  const { first, second } = await twoReplicas();
  first.wakeUps.announce('nbf');
  first.wakeUps.announce('hlf');
  await first.wakeUps.close();
  first.wakeUps.announce('too-late');
  await expect.poll(() => second.woken.names).toEqual([undefined, 'nbf', 'hlf']);
});

test('a connection that is lost is made again, and whatever was announced meanwhile is looked for', async () => {
  const { service, second, first, troubles } = await twoReplicas();
  await service.asOwner(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bilag wake-ups'`,
  );
  await expect.poll(() => [first.woken.times, second.woken.times], { timeout: 10_000 }).toEqual([2, 2]);
  expect(troubles.length).toBeGreaterThan(0);
  first.wakeUps.announce();
  await expect.poll(() => second.woken.times).toBe(3);
});

/** Listens at a server that does this with whoever connects; how often that was in vain, and how often somebody came. */
async function listeningAt(meet: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    meet(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const troubles: unknown[] = [];
  const url = `postgres://somebody:c2VjcmV0@127.0.0.1:${port}/none`;
  const wakeUps = createPostgresWakeUps(new pg.Pool({ connectionString: url }), url, (it) => troubles.push(it));
  wakeUps.listen(() => undefined);
  return { wakeUps, troubles, sockets };
}

test.each<[string, (socket: Socket) => void]>([
  ['hangs up at once', (socket) => socket.end()],
  ['hangs up when it is spoken to', (socket) => void socket.once('data', () => socket.destroy())],
])('DOD-6 a database that %s is connected to again, and the process goes on', async (_what, meet) => {
  const { wakeUps, troubles } = await listeningAt(meet);
  await expect.poll(() => troubles.length).toBeGreaterThan(2);
  await wakeUps.close();
});

test('DOD-6 a database that accepts a connection and then says nothing does not keep the process from ending', async () => {
  const { wakeUps, sockets } = await listeningAt(() => undefined);
  await expect.poll(() => sockets.size).toBe(1);
  await wakeUps.close();
});
