import { setImmediate } from 'node:timers';
import { sealedAttemptColumns, sealedEntryColumns, type UnsealedEntries } from '@bilag/core';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { entryHash } from '../src/audit/entry-hash.ts';
import { sealEntries } from '../src/audit/seal-entries.ts';
import { publicKeysOf } from '../src/audit/signing-key.ts';
import { createSyncLogVerifier } from '../src/audit/sync-log-verifier.ts';
import { verifyChain } from '../src/audit/verify-chain.ts';
import { systemClock } from '../src/clock.ts';
import { requestDoor } from '../src/persistence/organization-door.ts';
import { createPostgresChainReader } from '../src/persistence/postgres-chain-reader.ts';
import { createPostgresSealStore } from '../src/persistence/postgres-seal-store.ts';
import { aSigningKey, sealerOf, untilOthersHaveEnded, verified, writeSteps } from './support/audit.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

const key = aSigningKey();
let service: ServiceDatabase;
beforeEach(async () => {
  service = await openDatabaseOf(['nbf', 'hlf']);
});
afterEach(() => service.close());

const reader = () => createPostgresChainReader(requestDoor(service.database.requestPool));
const verify = (options: Parameters<typeof verified>[3] = {}, signer = key) =>
  verified(reader(), 'nbf', signer, options);
const write = (from: number, through: number, id = 'nbf') => service.asOwner(writeSteps, [id, from, through]);
const entriesOf = async (id = 'nbf') => {
  const [row] = await service.asOwner<{ count: number }>(
    'select count(*)::integer as count from bilag.sync_logs where organization_id = $1',
    [id],
  );
  return row?.count ?? 0;
};
const anEntry = (id = 'nbf') =>
  `insert into bilag.sync_logs (organization_id, actor, action, result) values ('${id}', 'anne', 'noted', 'succeeded')`;

test('AUD-8 an untouched log verifies, whoever seals how much of it at once', async () => {
  expect(await verify()).toMatchObject({ verified: true, entries: 0, sealedThrough: 0, unsealed: 1, head: null });
  await write(1, 40);
  const sealer = sealerOf(service, key);
  expect(await sealer.sealAll()).toBe((await entriesOf()) + 1);
  await write(41, 45);
  await sealer.sealAll();
  const all = await entriesOf();
  const found = await verify();
  expect(found).toMatchObject({
    verified: true,
    entries: all,
    sealedThrough: all,
    checkedFrom: 1,
    unsealed: 0,
    fault: null,
  });
  expect(found.head).toEqual({ position: all, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await verify({}, aSigningKey())).toMatchObject({
    verified: false,
    fault: { kind: 'key-unknown', position: 1 },
  });
});

test('AUD-8 while much is sealed at once the process goes on with its other work after every hundred entries', async () => {
  await write(1, 700);
  const all = (await entriesOf()) + (await entriesOf('hlf'));
  let sinceTurn = 0;
  let most = 0;
  let isSealing = true;
  const turn = () => {
    sinceTurn = 0;
    if (isSealing) setImmediate(turn);
  };
  turn();
  await untilOthersHaveEnded(service);
  const store = createPostgresSealStore(service.database.enginePool);
  const sealed = await store.sealNext(5_000, {
    hash: (it) => {
      most = Math.max(most, ++sinceTurn);
      return entryHash(it);
    },
    seal: (it) => sealEntries(it, key),
  });
  isSealing = false;
  expect({ sealed, most }).toEqual({ sealed: all, most: 100 });
  expect(await verify()).toMatchObject({ verified: true, unsealed: 0 });
  expect(await store.sealNext(5_000, { hash: () => Buffer.alloc(32), seal: (it) => sealEntries(it, key) })).toBe(0);
});

test('AUD-8 an entry of a transaction that others overtake is sealed in its turn, and nothing later before it', async () => {
  const sealer = sealerOf(service, key);
  await sealer.sealAll();
  const slow = new pg.Client({ connectionString: service.ownerUrl });
  await slow.connect();
  try {
    await slow.query('begin');
    await slow.query(anEntry());
    await service.asOwner(anEntry());
    await service.asOwner(anEntry('hlf'));
    expect(await sealer.sealAll()).toBe(0);
    expect(await verify()).toMatchObject({ verified: true, sealedThrough: 1, unsealed: 1 });
    await slow.query('commit');
  } finally {
    await slow.end();
  }
  expect(await sealer.sealAll()).toBe(3);
  expect(await verify()).toMatchObject({ verified: true, sealedThrough: 3, unsealed: 0 });
});

test('AUD-8 an entry whose number was drawn before its transaction began is not left out', async () => {
  const sealer = sealerOf(service, key);
  const [drawn] = await service.asOwner<{ id: string }>(`select nextval('bilag.sync_log_sequence')::text as id`);
  await service.asOwner(anEntry());
  await sealer.sealAll();
  await service.asOwner(
    `insert into bilag.sync_logs (organization_id, log_id, actor, action, result) values ('nbf', $1, 'anne', 'noted', 'succeeded')`,
    [drawn?.id],
  );
  await sealer.sealAll();
  expect(await verify()).toMatchObject({ verified: true, sealedThrough: 3, unsealed: 0 });
});

test('AUD-8 many writers and several workers that seal at once never break the chain', async () => {
  const sealers = [sealerOf(service, key), sealerOf(service, key), sealerOf(service, key)];
  const writer = async (n: number) => {
    const client = await service.database.enginePool.connect();
    try {
      for (let turn = 0; turn < 15; turn += 1) {
        await client.query('begin');
        await client.query(anEntry(turn % 3 === 0 ? 'hlf' : 'nbf'));
        if ((turn + n) % 2 === 0) await client.query('select pg_sleep(0.01)');
        await client.query(anEntry());
        await client.query((turn + n) % 5 === 0 ? 'rollback' : 'commit');
      }
    } finally {
      client.release();
    }
  };
  const written = new AbortController();
  const sealing = sealers.map(async (it) => {
    while (!written.signal.aborted) await it.sealAll();
  });
  await Promise.all([0, 1, 2, 3].map(writer));
  written.abort();
  await Promise.all(sealing);
  await sealers[0]?.sealAll();
  for (const id of ['nbf', 'hlf']) {
    const all = await entriesOf(id);
    expect(await verified(reader(), id, key)).toMatchObject({ verified: true, sealedThrough: all, unsealed: 0 });
  }
});

test('AUD-8 two entries of one seal that have changed places are told from altered ones', async () => {
  await write(1, 2);
  await sealerOf(service, key).sealAll();
  const swap = `update bilag.sync_logs set log_id = $2 where organization_id = 'nbf' and log_id = $1`;
  const [first, second] = await service.asOwner<{ id: string }>(
    `select log_id::text as id from bilag.sync_logs where organization_id = 'nbf' and action = 'attempt' order by log_id`,
  );
  for (const [from, to] of [
    [first?.id, '-1'],
    [second?.id, first?.id],
    ['-1', second?.id],
  ])
    await service.asOwner(swap, [from, to]);
  expect(await verify()).toMatchObject({ fault: { kind: 'entries-reordered', logId: first?.id } });
});

test('AUD-8 whoever writes to the database later cannot add an entry to the past', async () => {
  const store = createPostgresSealStore(service.database.enginePool);
  const hoursAgo = async (hours: number) => {
    await untilOthersHaveEnded(service);
    const seal = (it: UnsealedEntries) => {
      const nowMicros = String(BigInt(it.nowMicros) - BigInt(hours) * 3_600_000_000n);
      return sealEntries({ ...it, nowMicros }, key);
    };
    return await store.sealNext(1_000, { hash: (it) => entryHash(it), seal });
  };
  const [gap] = await service.asOwner<{ id: string }>(`select nextval('bilag.sync_log_sequence')::text as id`);
  await write(1, 2);
  await hoursAgo(3);
  await service.asOwner(anEntry());
  await hoursAgo(0);
  expect(await verify()).toMatchObject({ verified: true });
  const forge = `insert into bilag.sync_logs (organization_id, log_id, at, actor, action, result) values
    ('nbf', $1, now() - $2::interval, 'engine', 'attempt', 'succeeded') returning log_id::text as id`;
  const added = await service.asOwner<{ id: string }>(forge, [gap?.id, '0 s']);
  await hoursAgo(0);
  expect(await verify()).toMatchObject({ fault: { kind: 'entry-backdated', logId: added[0]?.id } });
  await service.asOwner('delete from bilag.sync_log_seals where number > 2');
  await service.asOwner('delete from bilag.sync_logs where log_id = $1', [gap?.id]);
  await service.asOwner(forge, ['9000', '4 hours']);
  await hoursAgo(0);
  expect(await verify()).toMatchObject({ fault: { kind: 'entry-backdated', logId: '9000' } });
});

test('AUD-8 entries and seals of a past that a restored backup had undone cannot be put back into the log', async () => {
  const sealer = sealerOf(service, key);
  await sealer.sealAll();
  const tables = ['sync_logs', 'sync_log_seals'];
  const undo = async () => {
    await service.asOwner(`delete from bilag.sync_logs where organization_id = 'nbf' and action = 'noted'`);
    await service.asOwner(`delete from bilag.sync_log_seals where organization_id = 'nbf' and number = 2`);
  };
  await service.asOwner(anEntry());
  await sealer.sealAll();
  for (const it of tables)
    await service.asOwner(`create table former_${it} as select * from bilag.${it} where organization_id = 'nbf'`);
  await undo();
  await service.asOwner(anEntry());
  await sealer.sealAll();
  await service.asOwner(anEntry().replace('noted', 'noted-later'));
  await sealer.sealAll();
  expect(await verify()).toMatchObject({ verified: true, sealedThrough: 3 });
  await undo();
  await service.asOwner(`insert into bilag.sync_logs select * from former_sync_logs where action = 'noted'`);
  await service.asOwner('insert into bilag.sync_log_seals select * from former_sync_log_seals where number = 2');
  expect(await verify()).toMatchObject({ fault: { kind: 'seal-altered', position: 3 } });
});

test('AUD-8 a log that was cut short is found by whoever kept its head, and an honest one meets every head it ever had', async () => {
  const sealer = sealerOf(service, key);
  await sealer.sealAll();
  const { head: early } = await verify();
  await write(1, 3);
  await sealer.sealAll();
  const { head: late } = await verify();
  if (early === null || late === null) throw new Error('There is a head once something is sealed.');
  expect(await verify({ head: early })).toMatchObject({ verified: true });
  expect(await verify({ head: late })).toMatchObject({ verified: true });
  expect(await verify({ head: { ...early, hash: late.hash } })).toMatchObject({ fault: { kind: 'head-differs' } });
  await service.asOwner(`delete from bilag.sync_logs where organization_id = 'nbf' and log_id > 2`);
  await service.asOwner(`delete from bilag.sync_log_seals where organization_id = 'nbf' and number > 1`);
  expect(await verify()).toMatchObject({ verified: true });
  const message = `The log was cut short: it had ${late.position} sealed entries, and has 1.`;
  expect(await verify({ head: late })).toMatchObject({
    verified: false,
    fault: { kind: 'head-differs', message, position: 2 },
  });
});

test('AUD-8 a database that came from another server is sealed on, each entry once', async () => {
  const sealer = sealerOf(service, key);
  await write(1, 3);
  await sealer.sealAll();
  // There, transactions had numbers that this server has not come to yet; of two entries it had not sealed.
  const ahead = 'pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 2000';
  await service.asOwner(`insert into bilag.sync_logs (organization_id, actor, action, result, transaction_id)
    select 'nbf', 'anne', 'noted', 'succeeded', ${ahead} + n from generate_series(1, 2) n`);
  await service.asOwner(`update bilag.sync_log_frontier set database = 'another 1', transaction_id = ${ahead}`);
  expect(await sealer.sealAll()).toBe(2);
  await service.asOwner(anEntry());
  expect(await verify()).toMatchObject({ verified: true, unsealed: 1 });
  expect(await sealer.sealAll()).toBe(1);
  // Once this server has come to those numbers, they are not sealed again.
  await service.asOwner(
    `do $$ begin create temporary table burnt (n integer) on commit drop;
       for n in 1 .. 2100 loop begin insert into burnt values (n); exception when others then null; end; end loop; end $$`,
  );
  await service.asOwner(anEntry());
  expect(await sealer.sealAll()).toBe(1);
  expect(await verify()).toMatchObject({ verified: true, sealedThrough: await entriesOf(), unsealed: 0 });
});

test('AUD-8 personal data can be erased with an entry that says so, and the chain still verifies', async () => {
  const sealer = sealerOf(service, key);
  await write(1, 6);
  await sealer.sealAll();
  const [told] = await service.asOwner<{ record_id: string }>(
    `select record_id from bilag.sync_logs where message is not null and detail ? 'reply' limit 1`,
  );
  const erase = 'select bilag.erase_texts($1, $2, $3, $4, $5)::text as payloads';
  const [done] = await service.asOwner(erase, ['nbf', told?.record_id, null, 'anne', 'Asked for by the payee']);
  expect(done).toEqual({ payloads: '1' });
  await sealer.sealAll();
  const texts = await service.asOwner<{ text: string }>(
    `select concat_ws(' ', l.message, l.detail, (select string_agg(d.payload, ' ') from bilag.delivery_attempts d where d.record_id = l.record_id)) as text
     from bilag.sync_logs l where record_id = $1`,
    [told?.record_id],
  );
  expect(texts.map((it) => it.text).join(' ')).not.toMatch(/Kari|Oslo/);
  expect(await verify()).toMatchObject({ verified: true, unsealed: 0, sealedThrough: await entriesOf() });
  expect(
    await service.asOwner(`select actor, message, record_id from bilag.sync_logs where action = 'texts-erased'`),
  ).toEqual([{ actor: 'anne', message: 'Asked for by the payee', record_id: told?.record_id }]);
});

test('AUD-8 what is older than its retention is erased with one entry, and only that', async () => {
  const sealer = sealerOf(service, key);
  await write(1, 3);
  await service.asOwner(`update bilag.delivery_attempts set opened_at = opened_at - interval '6 years'`);
  await service.asOwner(`update bilag.sync_logs set at = at - interval '6 years' where record_id is not null`);
  await write(4, 5);
  await sealer.sealAll();
  const erase = `select bilag.erase_texts('nbf', null, now() - interval '5 years', 'retention', 'Kept for 5 years')::text as payloads`;
  expect(await service.asOwner(erase)).toEqual([{ payloads: '3' }]);
  expect(await service.asOwner(erase)).toEqual([{ payloads: '0' }]);
  await sealer.sealAll();
  expect(await verify()).toMatchObject({ verified: true, unsealed: 0 });
  const [kept] = await service.asOwner(
    `select count(*)::integer as kept from bilag.delivery_attempts where payload like '%Kari%'`,
  );
  expect(kept).toEqual({ kept: 2 });
  expect(await entriesOf()).toBe((await verify()).sealedThrough);
  const [said] = await service.asOwner(
    `select count(*)::integer as entries from bilag.sync_logs where action = 'texts-erased'`,
  );
  expect(said).toEqual({ entries: 1 });
});

test('AUD-8 every column of an entry and of its attempt is in the hash: a new one cannot be forgotten', async () => {
  const columns = async (table: string) =>
    (
      await service.asOwner<{ name: string }>(
        `select column_name as name from information_schema.columns where table_schema = 'bilag' and table_name = $1`,
        [table],
      )
    ).map((it) => it.name);
  const hashed: readonly string[] = sealedEntryColumns.map(([name]) => name);
  expect(hashed.filter((it) => it !== 'reply_body').toSorted()).toEqual((await columns('sync_logs')).toSorted());
  const keys = ['organization_id', 'sequence', 'attempt'];
  const ofAttempt = [...keys, 'payload', ...sealedAttemptColumns.map(([name]) => name)];
  expect(ofAttempt.toSorted()).toEqual((await columns('delivery_attempts')).toSorted());
});

test('AUD-8 the service’s role may add seals, and neither change nor delete one', async () => {
  const [rights] = await service.asOwner(
    `select has_table_privilege('bilag_app', 'bilag.sync_log_seals', 'update, delete, truncate') as may_change,
       has_function_privilege('bilag_app', 'bilag.erase_texts(text, uuid, timestamptz, text, text)', 'execute') as may_erase`,
  );
  expect(rights).toEqual({ may_change: false, may_erase: false });
});

test('AUD-8 of a long log what was verified within the hour is not read again, unless all is asked for; a fault is not forgotten', async () => {
  const sealer = sealerOf(service, key);
  await write(1, 10);
  await sealer.sealAll();
  const verifier = createSyncLogVerifier(reader(), async () => publicKeysOf([key.publicKey]), systemClock, 5);
  const all = await entriesOf();
  expect(await verifier.verify('nbf', { full: false })).toMatchObject({ verified: true, checkedFrom: 1, entries: all });
  await service.asOwner(anEntry());
  await sealer.sealAll();
  const next = { verified: true, checkedFrom: all + 1, entries: 1, sealedThrough: all + 1 };
  expect(await verifier.verify('nbf', { full: false })).toMatchObject(next);
  await service.asOwner(`update bilag.sync_logs set actor = 'kari' where organization_id = 'nbf' and action = 'retry'`);
  expect(await verifier.verify('nbf', { full: true })).toMatchObject({
    verified: false,
    fault: { kind: 'entry-altered' },
  });
  expect(await verifier.verify('nbf', { full: false })).toMatchObject({ verified: false, checkedFrom: 1 });
});

test('AUD-8 seals of a former key verify with its public key, and go on with the new one', async () => {
  await sealerOf(service, key).sealAll();
  const next = aSigningKey();
  await service.asOwner(anEntry());
  await sealerOf(service, next).sealAll();
  const both = publicKeysOf([next.publicKey, key.publicKey]);
  expect((await verifyChain(reader(), 'nbf', { keys: both })).found).toMatchObject({
    verified: true,
    sealedThrough: 2,
  });
  expect(await verify({}, next)).toMatchObject({ fault: { kind: 'key-unknown', position: 1 } });
});
