import { anApproval } from '@bilag/core/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compose } from '../src/compose.ts';
import { createEventStream } from '../src/http/event-stream.ts';
import { type EventReader, readEvents } from './support/event-reader.ts';
import { holdTransaction } from './support/held-transaction.ts';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf, createOrganization, serviceOfThisFile } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { approvingApp, aServiceWithMock, globalAdmin, orgAdmin, startTestService } from './support/service.ts';

const file = serviceOfThisFile(['nbf', 'hlf']);
const eventsOf = (organizationId: string) => `/v1/organizations/${organizationId}/events`;
const approve = (organizationId: string, sourceId: string) =>
  file.service.call('POST', approvalsOf(organizationId), approvingApp(organizationId), anApproval({ sourceId }));

/** The next change, whatever was told before. */
async function nextChange(reader: EventReader): Promise<unknown> {
  for (let it = await reader.next(); it !== undefined; it = await reader.next())
    if (it.event === 'change') return it.data;
  throw new Error('The stream has ended.');
}

test('DSH-6 whoever watches an organization is told when a voucher was approved, and of no other organization', async () => {
  const reader = await readEvents(file.service, eventsOf('nbf'), orgAdmin('nbf'));
  expect(reader.status).toBe(200);
  expect(reader.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(await reader.next()).toEqual({ event: 'open', id: expect.stringMatching(/^\d+\.\d+$/), data: {} });
  await approve('hlf', 'HLF-1');
  await approve('nbf', 'NBF-1');
  const told = await reader.next();
  expect(told).toMatchObject({ event: 'change', data: { organizationId: 'nbf' } });
  expect(JSON.stringify(told)).not.toMatch(/NBF-1|payee/);
});

test('DSH-6 figures move when a sync completes: the stream says so until everything is booked', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const reader = await readEvents(service, eventsOf('nbf'), orgAdmin('nbf'));
  await service.call('POST', approvalsOf('nbf'), approvingApp('nbf'), anApproval());
  const synced = async () => (await service.call('GET', '/v1/organizations/nbf/records', orgAdmin('nbf'))).body.items;
  // Looks only when it is told to.
  let items = await synced();
  while (!JSON.stringify(items).includes('"state":"synced"')) {
    expect(await nextChange(reader)).toMatchObject({ topics: expect.arrayContaining(['status', 'records']) });
    items = await synced();
  }
});

test('what another replica has stored is told as well', async () => {
  const { environment } = file.service;
  await using replica = await compose({ ...file.service.config, role: 'api' });
  const { address: url } = await replica.start();
  expect(environment.BILAG_HTTP_PORT).toBe('0');
  const reader = await readEvents(
    { url, sign: (claims, life) => file.service.sign(claims, life) },
    eventsOf('nbf'),
    orgAdmin('nbf'),
  );
  expect(await reader.next()).toMatchObject({ event: 'open' });
  await approve('nbf', 'NBF-REPLICA');
  expect(await nextChange(reader)).toMatchObject({ organizationId: 'nbf' });
});

test('DSH-6 what is stored past the service, as by an app in the same database, is told too', async () => {
  const reader = await readEvents(file.service, eventsOf('hlf'), orgAdmin('hlf'));
  expect(await reader.next()).toMatchObject({ event: 'open' });
  await asOwner(
    file.service,
    "insert into bilag.sync_logs (organization_id, actor, action, result) values ('hlf', 'test', 'test', 'succeeded')",
  );
  expect(await nextChange(reader)).toEqual({ organizationId: 'hlf', topics: ['status', 'records', 'sync', 'alerts'] });
});

test('whoever comes back and has missed something is told at once; whoever has not is not', async () => {
  const before = await readEvents(file.service, eventsOf('nbf'), orgAdmin('nbf'));
  const seen = (await before.next())?.id ?? '';
  await before.close();
  const again = await readEvents(file.service, eventsOf('nbf'), orgAdmin('nbf'), { lastEventId: seen });
  expect(await again.next()).toMatchObject({ event: 'open', id: seen });
  await approve('nbf', 'NBF-MISSED');
  expect(await again.next()).toMatchObject({ event: 'change' });
  const late = await readEvents(file.service, eventsOf('nbf'), orgAdmin('nbf'), { lastEventId: seen });
  const { id } = (await late.next()) ?? {};
  expect(id).not.toBe(seen);
  expect(await late.next()).toMatchObject({ event: 'change', id, data: { organizationId: 'nbf' } });
});

test('GLO-3 a global admin is told of every organization, with its id', async () => {
  const reader = await readEvents(file.service, '/v1/events', globalAdmin);
  expect(await reader.next()).toMatchObject({ event: 'open' });
  await approve('hlf', 'HLF-ALL');
  expect(await nextChange(reader)).toMatchObject({ organizationId: 'hlf' });
  await approve('nbf', 'NBF-ALL');
  for (let told = await nextChange(reader); ; told = await nextChange(reader)) {
    if (JSON.stringify(told).includes('"nbf"')) break;
  }
});

describe('a stream ends', () => {
  test('DOD-6 with the token that opened it', async () => {
    const reader = await readEvents(file.service, eventsOf('nbf'), orgAdmin('nbf'), { lifeSeconds: 2 });
    expect(await reader.next()).toMatchObject({ event: 'open' });
    for (let it = await reader.next(); it?.event !== 'end'; it = await reader.next()) expect(it?.event).toBe('change');
    expect(await reader.next()).toBeUndefined();
  });

  test('DOD-7 at once when the service stops', async () => {
    const service = await startTestService();
    onTestFinished(() => service.close());
    await createOrganization(service, 'nbf');
    const reader = await readEvents(service, eventsOf('nbf'), orgAdmin('nbf'));
    expect(await reader.next()).toMatchObject({ event: 'open' });
    const [end] = await Promise.all([reader.next(), service.close()]);
    expect(end).toEqual({ event: 'end', id: undefined, data: { reason: 'shutting-down' } });
    expect(await reader.next()).toBeUndefined();
  });

  test('when its reader leaves too much unread, once, and takes nothing more', () => {
    let closed = 0;
    const stream = createEventStream(() => void (closed += 1));
    for (let at = 0; at < 1_000; at += 1)
      stream.send({ event: 'change', id: String(at), data: { text: 'x'.repeat(100) } });
    expect(stream.body.destroyed).toBe(true);
    expect(stream.body.readableLength).toBeLessThan(20_000);
    stream.end('shutting-down');
    return expect.poll(() => closed).toBe(1);
  });
});

test('one caller has so many streams and no more, until one of them is closed', async () => {
  const open = () => readEvents(file.service, eventsOf('nbf'), { ...orgAdmin('nbf'), sub: 'collector' });
  const readers = await Promise.all(Array.from({ length: 20 }, open));
  for (const it of readers) expect(await it.next()).toMatchObject({ event: 'open' });
  const { status, headers } = await open();
  const refused = await file.service.call('GET', eventsOf('nbf'), { ...orgAdmin('nbf'), sub: 'collector' });
  expect(status).toBe(429);
  expectProblem(refused, refused.body, { status: 429, code: 'TOO_MANY_STREAMS' });
  expect(headers.get('retry-after')).toBe('30');
  expect((await readEvents(file.service, eventsOf('nbf'), orgAdmin('nbf'))).status).toBe(200);
  await readers[0]?.close();
  await expect.poll(async () => (await open()).status).toBe(200);
});

test('whoever left while his organization was looked up has no stream, however often that happens', async () => {
  const { service } = file;
  const someone = { ...orgAdmin('nbf'), sub: 'impatient' };
  const open = async (signal: AbortSignal) => {
    const headers = { authorization: `Bearer ${await service.sign(someone)}` };
    await expect(fetch(service.url + eventsOf('nbf'), { headers, signal })).rejects.toThrow(/aborted/);
  };
  await using held = await holdTransaction(
    service.databaseUrl,
    'lock table bilag.organizations in access exclusive mode',
  );
  const leaving = new AbortController();
  const left = Promise.all(Array.from({ length: 20 }, () => open(leaving.signal)));
  const waiting = `select count(*)::integer as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await expect.poll(() => asOwner(service, waiting)).toMatchObject([{ count: expect.toSatisfy((it) => it > 0) }]);
  leaving.abort();
  await left;
  // Answered after all of them were hung up on.
  expect((await fetch(`${service.url}/livez`)).status).toBe(200);
  await held.release();
  const readers = await Promise.all(Array.from({ length: 20 }, () => readEvents(service, eventsOf('nbf'), someone)));
  expect(readers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
});

test('two administrators of the same name in two organizations have each their own streams', async () => {
  const open = (organizationId: string) =>
    readEvents(file.service, eventsOf(organizationId), { ...orgAdmin(organizationId), sub: 'the same' });
  const statuses = (await Promise.all(Array.from({ length: 21 }, () => open('hlf')))).map((it) => it.status);
  expect(statuses.filter((it) => it === 429)).toHaveLength(1);
  expect((await open('nbf')).status).toBe(200);
});
