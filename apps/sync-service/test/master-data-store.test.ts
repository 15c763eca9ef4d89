import type { MasterData, MasterDataStore } from '@bilag/core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMasterDataCache } from '../src/persistence/master-data-cache.ts';
import { engineDoor, type OrganizationDoor, requestDoor } from '../src/persistence/organization-door.ts';
import { createPostgresMasterDataStore } from '../src/persistence/postgres-master-data-store.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
beforeAll(async () => {
  service = await openDatabaseOf(['nbf', 'hlf']);
});
afterAll(() => service.close());
beforeEach(() => service.asOwner('delete from bilag.master_data'));

const owner = { organizationId: 'nbf', configVersion: 2, credentialVersion: 1 };
const accounts = (...numbers: readonly string[]): MasterData => ({
  ledgerAccounts: numbers.map((number) => ({ number, name: `Account ${number}`, postable: true })),
});
const full: MasterData = {
  ...accounts('2910', '7140'),
  dimensions: { costCenter: [{ code: '310', name: 'Rådgivning 🚌', postable: true }], project: [] },
  taxCodes: [{ code: '1', name: 'Inngående 25 %', percent: '25' }],
  payees: [{ code: 'E1187', postable: false }],
};

describe.each<[string, () => OrganizationDoor]>([
  ['the engine', () => engineDoor(service.database.enginePool)],
  ['requests', () => requestDoor(service.database.requestPool)],
])('master data through the door of %s', (_name, door) => {
  let store: MasterDataStore;
  beforeEach(() => {
    store = createPostgresMasterDataStore(door());
  });

  test('are read back as they were saved, with their age by the database’s clock', async () => {
    expect(await store.latest(owner)).toBeUndefined();
    const saved = await store.save(owner, full);
    await service.asOwner("update bilag.master_data set read_at = read_at - interval '1 hour'");
    const latest = await createPostgresMasterDataStore(door()).latest(owner);
    expect(latest?.data).toEqual(full);
    expect(latest?.ageMs).toBeGreaterThanOrEqual(3_600_000);
    expect(saved.readAt.getTime() - (latest?.readAt.getTime() ?? 0)).toBe(3_600_000);
  });

  test('of another configuration or other credentials are not these', async () => {
    await store.save(owner, full);
    expect(await store.latest({ ...owner, configVersion: 3 })).toBeUndefined();
    expect(await store.latest({ ...owner, credentialVersion: 2 })).toBeUndefined();
    expect(await store.latest({ ...owner, organizationId: 'hlf' })).toBeUndefined();
  });

  test('of an older configuration do not replace those of a newer one', async () => {
    await store.save({ ...owner, configVersion: 3 }, full);
    expect(await store.save(owner, accounts('1'))).toMatchObject({ data: accounts('1') });
    expect((await store.latest({ ...owner, configVersion: 3 }))?.data).toEqual(full);
    expect(await store.latest(owner)).toBeUndefined();
  });

  test('with characters that the database cannot hold are kept, and no code becomes another one by it', async () => {
    await store.save(owner, accounts('71\u000040', '29\ud80010'));
    const latest = await store.latest(owner);
    expect(latest?.data.ledgerAccounts?.map((it) => it.number)).toEqual(['71\ufffd40', '29\ufffd10']);
  });
});

/** A door that writes down what comes through it. */
function watched(door: OrganizationDoor) {
  const rows: Record<string, unknown>[] = [];
  const through: OrganizationDoor = (organizationId, work) =>
    door(organizationId, async (sender) => await work(watchedSender(sender, rows)));
  return { through, rows };
}

function watchedSender<Sender extends object>(sender: Sender, rows: Record<string, unknown>[]): Sender {
  return new Proxy(sender, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...parameters: unknown[]): Promise<unknown> => {
        const answer = await Reflect.apply(member, target, parameters);
        rows.push(...answer.rows);
        return answer;
      };
    },
  });
}

test('a reading that this process knows is not carried again, and is the same object, until there is another one', async () => {
  const { through, rows } = watched(engineDoor(service.database.enginePool));
  const cache = createMasterDataCache();
  const store = createPostgresMasterDataStore(through, cache);
  const other = createPostgresMasterDataStore(requestDoor(service.database.requestPool));
  await other.save(owner, full);
  const first = await store.latest(owner);
  const second = await store.latest(owner);
  expect(second?.data).toBe(first?.data);
  const beside = createPostgresMasterDataStore(requestDoor(service.database.requestPool), cache);
  expect((await beside.latest(owner))?.data).toBe(first?.data);
  await other.save(owner, accounts('7140'));
  expect((await store.latest(owner))?.data).toEqual(accounts('7140'));
  expect(rows.map((it) => it['data'] === null)).toEqual([false, true, false]);
});

test('the cache keeps what was used last, up to its size, and the newest always', () => {
  const cache = createMasterDataCache(5);
  const reading = (readingId: string) => ({ readingId, data: accounts('1') });
  cache.put('a', reading('1'));
  cache.put('b', reading('2'));
  cache.get('a');
  cache.put('c', reading('3'));
  expect(['a', 'b', 'c'].map((it) => cache.get(it)?.readingId)).toEqual(['1', undefined, '3']);
  cache.put('d', { readingId: '4', data: accounts('1', '2', '3', '4', '5', '6') });
  expect(['a', 'c', 'd'].map((it) => cache.get(it)?.readingId)).toEqual([undefined, undefined, '4']);
});
