import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { deriveVoucherReference, type Heartbeat, type Witness } from '@bilag/core';
import { anExpenseRecord } from '@bilag/core/testing';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createInstanceGuard } from '../src/instance/instance-guard.ts';
import { noWitness, type WitnessStore } from '../src/instance/witness.ts';
import { createWitnessFile } from '../src/instance/witness-file.ts';
import { createPostgresApprovalStore } from '../src/persistence/postgres-approval-store.ts';
import { createPostgresHeartbeatStore } from '../src/persistence/postgres-heartbeat-store.ts';
import { createPostgresInstanceRepo } from '../src/persistence/postgres-instance-repo.ts';
import { createPostgresOutboxStore } from '../src/persistence/postgres-outbox-store.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
beforeEach(async () => {
  service = await openDatabaseOf(['nbf', 'hlf']);
});
afterEach(() => service.close());

const heartbeats = () => createPostgresHeartbeatStore(service.database.enginePool);
const instance = (restMs = 0) => createPostgresInstanceRepo(service.database.enginePool, { restMs });
const beat = (remembered?: Witness, isUnreadable = false) => heartbeats().beat(remembered, isUnreadable);

async function maySend(remembered?: Witness): Promise<boolean> {
  const { instanceId = null, epoch = null, beats = null } = remembered ?? {};
  const text = 'select bilag.may_send($1, $2, $3) as may_send';
  const { rows } = await service.database.enginePool.query(text, [instanceId, epoch, beats]);
  return rows[0].may_send === true;
}

/** An approval whose connector is enabled. */
async function approveOne(organizationId: string): Promise<void> {
  const record = anExpenseRecord({}, organizationId);
  const approval = { record, reference: await deriveVoucherReference(record) };
  await createPostgresApprovalStore(service.database.requestPool).accept(organizationId, [approval]);
  await service.asOwner(
    `insert into bilag.integration_configs (organization_id, connector, settings, enabled, sealed_credentials, credentials_set_by)
     values ('${organizationId}', 'fake', '{}', true, '{}', 'test')`,
  );
}

const logged = () =>
  service.asOwner(
    "select organization_id, actor, action, result, detail->>'why' as why from bilag.sync_logs where action like 'sending-%' order by log_id",
  );

describe('the first start on a database', () => {
  test('is recorded and raises no alarm, and from then on the heartbeats are counted', async () => {
    expect(await maySend()).toBe(true);
    const first = await beat();
    expect(first).toMatchObject({ epoch: 1, beats: 1, mode: 'normal', why: null });
    expect(await beat(first)).toMatchObject({ instanceId: first.instanceId, epoch: 1, beats: 2, mode: 'normal' });
    const { recorded, found } = await instance().read();
    expect(found).toEqual(recorded);
    expect(Object.values(recorded)).not.toContain(null);
    expect(await logged()).toEqual([]);
  });

  test('of two workers at once gives one instance', async () => {
    const [one, other] = await Promise.all([beat(), beat()]);
    expect(one.instanceId).toBe(other.instanceId);
    expect(new Set([one.beats, other.beats])).toEqual(new Set([1, 2]));
  });

  test('under a witness of another instance is held: a backup from before it knew of instances was restored', async () => {
    const witness = { instanceId: randomUUID(), epoch: 1, beats: 4_711 };
    expect(await maySend(witness)).toBe(false);
    expect(await beat(witness)).toMatchObject({ mode: 'reconcile-only', why: 'another-instance' });
  });
});

describe('a database that was restored or copied', () => {
  const changes = [
    ['on another server', 'another-server', "system_identifier = '1'"],
    ['to a point in time, or promoted', 'another-timeline', "timeline = '0000000F'"],
    ['beside the original', 'another-database', 'database_oid = 1'],
  ] as const;
  test.each(changes)(
    '%s is held by the next heartbeat, and sends nothing even before it',
    async (_what, why, change) => {
      const known = await beat();
      // What is recorded is changed instead of the server: they contradict each other all the same.
      await service.asOwner(`update bilag.instance set ${change}`);
      expect(await maySend(known)).toBe(false);
      expect(await maySend()).toBe(false);
      expect(await beat(known)).toMatchObject({ mode: 'reconcile-only', why });
      expect(await beat()).toMatchObject({ mode: 'reconcile-only', why });
      expect(await logged()).toEqual(
        ['hlf', 'nbf'].map((id) => ({
          organization_id: id,
          actor: 'engine',
          action: 'sending-held',
          result: 'failed',
          why,
        })),
      );
    },
  );

  test('is held when the server no longer tells what it is, and not when it never told', async () => {
    const silent = `create or replace function bilag.database_identity()
      returns table (system_identifier text, timeline text, database_oid bigint, database_name text) language sql stable
      as $$ select null, null, d.oid::bigint, d.datname::text from pg_database d where d.datname = current_database() $$`;
    const known = await beat();
    await service.asOwner(silent);
    await service.asOwner('update bilag.instance set system_identifier = null, timeline = null');
    expect(await beat(known)).toMatchObject({ mode: 'normal' });
    await service.asOwner("update bilag.instance set system_identifier = '7'");
    expect(await beat(known)).toMatchObject({ mode: 'reconcile-only', why: 'another-server' });
  });

  test('with all its heartbeats is held when somebody remembers a later one', async () => {
    const first = await beat();
    const later = await beat(first);
    await service.asOwner('update bilag.instance set beats = 1');
    expect(await maySend(first)).toBe(true);
    expect(await maySend(later)).toBe(false);
    expect(await beat(later)).toMatchObject({ mode: 'reconcile-only', why: 'behind-witness' });
  });

  test('from before a release is held, however many heartbeats it has', async () => {
    const known = await beat();
    await service.asOwner('update bilag.instance set beats = 1000');
    expect(await beat({ ...known, epoch: 2, beats: 3 })).toMatchObject({ why: 'behind-witness', epoch: 2 });
    expect(await instance().release(2, 'restored', 'admin')).toMatchObject({ epoch: 3, mode: 'normal' });
  });

  test('is held again when a second backup is put in that is newer than the first and older than what was seen', async () => {
    const { instanceId, epoch } = await beat();
    const putBack = (beats: number) =>
      service.asOwner(
        `update bilag.instance set beats = ${beats}, mode = 'normal', why = null, look_up_before = '-infinity'`,
      );
    await putBack(10);
    const held = await beat({ instanceId, epoch, beats: 100 });
    expect(held).toMatchObject({ mode: 'reconcile-only', why: 'behind-witness' });
    await putBack(50);
    expect(await maySend(held)).toBe(false);
    expect(await beat(held)).toMatchObject({ mode: 'reconcile-only', why: 'behind-witness' });
  });

  test('gives approvals that come in while it is held no number that the former instance may have given', async () => {
    await beat();
    const text = "select nextval('bilag.outbox_sequence') as n";
    const next = async () => Number((await service.asOwner<{ n: string }>(text))[0]?.n);
    const before = await next();
    await service.asOwner("select bilag.hold_sending('by hand')");
    expect(await next()).toBeGreaterThan(before + 1_000_000);
  });

  test('is renamed without being another', async () => {
    const known = await beat();
    await service.asOwner("update bilag.instance set database_name = 'before'");
    expect(await beat(known)).toMatchObject({ mode: 'normal' });
  });

  test('without its row sends nothing', async () => {
    await service.asOwner('delete from bilag.instance');
    expect(await maySend()).toBe(false);
    await expect(beat()).rejects.toThrow('no rows');
  });

  test('is held by hand before anybody starts on a copy', async () => {
    await beat();
    await service.asOwner("select bilag.hold_sending('copied for the test environment')");
    expect(await maySend()).toBe(false);
    expect(await instance().read()).toMatchObject({ mode: 'reconcile-only', why: 'held-by-hand' });
  });
});

describe('the release', () => {
  test('is refused while nothing is held, and for another epoch than the one that was seen', async () => {
    await beat();
    await expect(instance().release(1, 'why', 'admin')).rejects.toMatchObject({ code: 'INSTANCE_NOT_HELD' });
    await service.asOwner("select bilag.hold_sending('by hand')");
    await expect(instance().release(2, 'why', 'admin')).rejects.toMatchObject({ code: 'INSTANCE_EPOCH_DIFFERS' });
    expect(await maySend()).toBe(false);
    await instance().release(1, 'why', 'admin');
    await expect(instance().release(1, 'why', 'admin')).rejects.toMatchObject({ code: 'INSTANCE_NOT_HELD' });
  });

  test('records the database that it is now, and says in every organization’s log who released it and why', async () => {
    const known = await beat();
    await service.asOwner("update bilag.instance set timeline = '0000000F'");
    const held = await beat(known);
    const released = await instance().release(held.epoch, 'the disk failed', 'admin');
    expect(released.recorded).toEqual(released.found);
    expect(released).toMatchObject({ epoch: 2, releasedBy: 'admin', releaseReason: 'the disk failed', why: null });
    expect(await maySend(held)).toBe(true);
    expect(await beat(held)).toMatchObject({ epoch: 2, mode: 'normal' });
    expect(await logged()).toMatchObject([
      { action: 'sending-held' },
      { action: 'sending-held' },
      {
        organization_id: 'hlf',
        actor: 'admin',
        action: 'sending-released',
        result: 'succeeded',
        why: 'another-timeline',
      },
      {
        organization_id: 'nbf',
        actor: 'admin',
        action: 'sending-released',
        result: 'succeeded',
        why: 'another-timeline',
      },
    ]);
  });

  test('lets what the former instance sent last settle first: nothing is sent before', async () => {
    await beat();
    await service.asOwner("select bilag.hold_sending('by hand')");
    const released = await instance(60_000).release(1, 'why', 'admin');
    expect(released.mode).toBe('normal');
    expect(Number(released.sendsAfter) - Date.now()).toBeGreaterThan(30_000);
    expect(await maySend()).toBe(false);
    await service.asOwner("update bilag.instance set send_after = send_after - interval '1 minute'");
    expect(await maySend()).toBe(true);
    expect(await instance().read()).toMatchObject({ sendsAfter: null });
  });

  test('gives no voucher number twice: it goes on far behind those that the former instance may have given', async () => {
    await beat();
    const next = async () =>
      Number((await service.asOwner<{ n: string }>("select nextval('bilag.outbox_sequence') as n"))[0]?.n);
    const before = await next();
    await service.asOwner("select bilag.hold_sending('by hand')");
    await instance().release(1, 'why', 'admin');
    expect(await next()).toBeGreaterThan(before + 1_000_000);
    const back = service.database.enginePool.query('select bilag.skip_numbers(-1)');
    await expect(back).rejects.toThrow('never given back');
  });

  test('is the platform’s: a connection in no organization’s name, or in one’s, changes nothing', async () => {
    await beat();
    const { requestPool } = service.database;
    await expect(requestPool.query("select bilag.hold_sending('by nobody')")).rejects.toThrow('bilag.scope');
    expect(await maySend()).toBe(true);
    await service.asOwner("select bilag.hold_sending('by hand')");
    const release = await requestPool
      .query("select bilag.release_instance(1, 'nobody', 'why', 0, 0)")
      .catch(() => undefined);
    expect(release?.rows[0]?.release_instance).not.toBe('released');
    expect(await maySend()).toBe(false);
  });
});

describe('a worker’s guard', () => {
  const quiet = pino({ level: 'silent' });

  async function watching(witness: WitnessStore, store = heartbeats()) {
    const guard = createInstanceGuard(store, witness, { beatMs: 20 }, quiet);
    onTestFinished(() => guard.stop());
    await new Promise<void>((resolve) => void guard.start(resolve));
    return guard;
  }

  async function aFile(): Promise<string> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'bilag-witness-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return path.join(folder, 'witness.json');
  }

  test('remembers the database in its file, never ahead of it, and leaves nothing else there', async () => {
    const file = await aFile();
    const guard = await watching(createWitnessFile(file));
    await expect.poll(() => guard.remembered()?.beats).toBeGreaterThan(3);
    await guard.stop();
    const written = JSON.parse(await readFile(file, 'utf8'));
    expect(written).toEqual({ instanceId: guard.remembered()?.instanceId, epoch: 1, beats: guard.remembered()?.beats });
    expect(await beat()).toMatchObject({ beats: written.beats + 1 });
    expect(await readdir(path.dirname(file))).toEqual(['witness.json']);
  });

  test('finds out by its file that the database was put back while nobody ran', async () => {
    const file = createWitnessFile(await aFile());
    const before = await watching(file);
    await expect.poll(() => before.remembered()?.beats).toBeGreaterThan(3);
    await before.stop();
    await service.asOwner('update bilag.instance set beats = 2');
    await watching(file);
    expect(await instance().read()).toMatchObject({ mode: 'reconcile-only', why: 'behind-witness' });
    // From then on the file follows the database, which now knows that it is held.
    expect(await file.read()).toMatchObject({ epoch: 1, beats: expect.any(Number) });
  });

  test.each(['', '{', '{"instanceId":"x","epoch":1,"beats":1}', 'null'])(
    'holds when its file says «%s»',
    async (text) => {
      const file = await aFile();
      await writeFile(file, text);
      await watching(createWitnessFile(file));
      expect(await instance().read()).toMatchObject({ mode: 'reconcile-only', why: 'witness-unreadable' });
      await instance().release(1, 'the file was broken', 'admin');
      await expect.poll(async () => (await beat()).mode).toBe('normal');
    },
  );

  test('leases nothing before its first heartbeat was answered with what it remembers', async () => {
    const known = await beat();
    await approveOne('nbf');
    const outboxWith = (witness: Witness) => createPostgresOutboxStore(service.database.enginePool, () => witness);
    const request = { owner: 'worker', organizations: ['nbf'], leaseMs: 1_000 };
    const later = outboxWith({ ...known, beats: known.beats + 1 });
    expect(await later.findDueLanes(10)).toEqual([]);
    expect(await later.leaseLanes(request)).toEqual([]);
    expect(await outboxWith(known).findDueLanes(10)).toEqual(['nbf']);
    expect(await outboxWith(known).leaseLanes(request)).toHaveLength(1);
  });

  test('goes on when the database is away for a while, and is sure only once it has answered', async () => {
    let answers: Heartbeat | undefined;
    let asked = 0;
    const store = {
      beat: () => {
        asked += 1;
        return answers === undefined ? Promise.reject(new Error('away')) : Promise.resolve(answers);
      },
    };
    const guard = createInstanceGuard(store, noWitness, { beatMs: 10 }, quiet);
    onTestFinished(() => guard.stop());
    let isSure = false;
    void guard.start(() => (isSure = true));
    await expect.poll(() => asked).toBeGreaterThan(2);
    expect(isSure).toBe(false);
    answers = { instanceId: randomUUID(), epoch: 1, beats: 7, mode: 'normal', why: null };
    await expect.poll(() => isSure).toBe(true);
    expect(guard.remembered()).toMatchObject({ beats: 7 });
  });
});
