import { SyncError } from '@bilag/core';
import { type MockErp, startMockErp } from '@bilag/mock-erp';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createPostgresIntegrationStore } from '../src/persistence/postgres-integration-store.ts';
import { createPostgresKeyStore } from '../src/persistence/postgres-key-store.ts';
import { createEnvelopeSecretBox, type EnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';
import { checkValue } from '../src/secrets/key-check.ts';
import { rotateKeys } from '../src/secrets/rotate-keys.ts';
import { openVault, vaultKeyId, vaultVariables } from './support/key-vault.ts';
import { heldBox, save, sealings, storedOf } from './support/sealing.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let mock: MockErp;
let service: ServiceDatabase;
let vault: ReturnType<typeof openVault>;
let box: EnvelopeSecretBox;
const store = () => createPostgresKeyStore(service.database.enginePool);

beforeAll(async () => {
  mock = await startMockErp();
  mock.keyVault.keys.create('bilag');
  vault = openVault(vaultVariables(mock));
  box = createEnvelopeSecretBox(vault.ring);
});
beforeEach(async () => {
  service = await openDatabaseOf(['nbf']);
  onTestFinished(() => service.close());
  await store().placeCheck(await checkValue(vault.ring));
});
afterAll(async () => {
  await vault?.client.close();
  await mock?.close();
});

/** A box that is let go at the latest when the test ends. */
function holding() {
  const held = heldBox(box);
  onTestFinished(() => held.letGo());
  return held;
}

/** Fails at once when somebody holds the lock that outcomes are recorded under. */
const lockLane = () => service.asOwner("select from bilag.lanes where organization_id = 'nbf' for update nowait");

test.each(sealings)('CFG-4 nobody holds the lock of the organization while a secret is sealed: %s', async (what) => {
  if (what === 'another secret of an endpoint') await save(service, 'nbf', what, box, 'before');
  const held = holding();
  const saving = save(service, 'nbf', what, held.box, 'new');
  await held.reached;
  await lockLane();
  held.letGo();
  await saving;
  const version = what === 'another secret of an endpoint' ? 2 : 1;
  expect(await storedOf(service, 'nbf', what, box)).toMatchObject([{ name: 'new', opened: 'new', version }]);
  expect(held.count()).toBe(1);
});

test.each(sealings)(
  'CFG-4 of two savings at once the later one holds, whole, and its secret opens: %s',
  async (what) => {
    if (what === 'another secret of an endpoint') await save(service, 'nbf', what, box, 'before');
    const held = holding();
    const slow = save(service, 'nbf', what, held.box, 'slow');
    await held.reached;
    await save(service, 'nbf', what, box, 'quick');
    held.letGo();
    await slow;
    const stored = (await storedOf(service, 'nbf', what, box)).map(({ name, opened }) => ({ name, opened }));
    const both = [
      { name: 'quick', opened: 'quick' },
      { name: 'slow', opened: 'slow' },
    ];
    expect(stored).toEqual(what === 'new endpoint' ? both : both.slice(1));
    expect(held.count()).toBe(2);
  },
);

test('CFG-4 who saves what somebody else has changed since is refused, however long the sealing took, and changes nothing', async () => {
  await save(service, 'nbf', 'credentials', box, 'before');
  const held = holding();
  const next = { connector: 'file', settings: { name: 'slow' }, credentials: { token: 'slow' } };
  const ofFirstVersion = (stored?: { readonly configVersion: number }) => {
    if (stored?.configVersion !== 1) throw new SyncError('PRECONDITION_FAILED', 'It was changed since.');
  };
  const integrations = createPostgresIntegrationStore(service.database, held.box);
  const slow = integrations.save('nbf', next, 'slow', ofFirstVersion);
  const refusal = slow.catch((error: unknown) => error);
  await held.reached;
  await save(service, 'nbf', 'credentials', box, 'quick');
  held.letGo();
  expect(await refusal).toMatchObject({ code: 'PRECONDITION_FAILED' });
  expect(await storedOf(service, 'nbf', 'credentials', box)).toMatchObject([{ name: 'quick', opened: 'quick' }]);
  // And where it is known before, the key is not even asked for.
  await expect(integrations.save('nbf', next, 'slow', ofFirstVersion)).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  });
  expect(held.count()).toBe(1);
});

test.each(sealings)(
  'CFG-4 no secret stays behind under a key that was replaced between its sealing and its storing: %s',
  async (what) => {
    const retiring = mock.keyVault.keys.versionsOf('bilag')?.at(-1)?.version;
    if (what === 'another secret of an endpoint') await save(service, 'nbf', what, box, 'before');
    const held = holding();
    const saving = save(service, 'nbf', what, held.box, 'new');
    await held.reached;
    const { version } = mock.keyVault.keys.create('bilag');
    const rotation = await rotateKeys({ store: store(), ring: vault.ring }, { batch: 10, actor: 'kari' });
    expect(rotation).toMatchObject({ keyId: `${vaultKeyId(mock)}/${version}`, done: true, unreadable: [] });
    // As docs/keys.md has it: what is not needed any more is disabled.
    mock.keyVault.keys.setEnabled('bilag', false, retiring);
    held.letGo();
    await saving;
    const afresh = openVault(vaultVariables(mock));
    onTestFinished(() => afresh.client.close());
    expect(await storedOf(service, 'nbf', what, createEnvelopeSecretBox(afresh.ring))).toMatchObject([
      { name: 'new', opened: 'new', keyId: rotation.keyId },
    ]);
    expect((await store().counts()).map((it) => it.keyId)).toEqual([rotation.keyId]);
  },
);

test.each(sealings)(
  'a rotation begins once what was sealed before it is stored, so that it finds that: %s',
  async (what) => {
    if (what === 'another secret of an endpoint') await save(service, 'nbf', what, box, 'before');
    const client = new pg.Client({ connectionString: service.ownerUrl });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query('begin; lock table bilag.sync_logs in share mode');
    const waiting = async () =>
      (
        await service.asOwner<{ query: string }>(
          "select query from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
        )
      ).length;
    // Its entry of the log is the last thing that is stored.
    const saving = save(service, 'nbf', what, box, 'new');
    await expect.poll(waiting, { interval: 20 }).toBe(1);
    let hasBegun = false;
    const beginning = (async () => {
      await store().begin();
      hasBegun = true;
    })();
    await expect.poll(waiting, { interval: 20 }).toBe(2);
    expect(hasBegun).toBe(false);
    await client.query('commit');
    await Promise.all([saving, beginning]);
    expect(await storedOf(service, 'nbf', what, box)).toMatchObject([{ name: 'new', opened: 'new' }]);
  },
);
