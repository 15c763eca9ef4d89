import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { signingKeyOf } from '../src/audit/signing-key.ts';
import { sealerOf, writeSteps } from './support/audit.ts';
import { bilag } from './support/cli.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

const keyBytes = randomBytes(32);
const key = signingKeyOf(keyBytes);
let service: ServiceDatabase;
let empty: TestDatabase;
let folder: string;
beforeAll(async () => {
  service = await openDatabaseOf(['hlf', 'nbf']);
  empty = await createTestDatabase(async () => undefined, 'empty');
  folder = await mkdtemp(path.join(os.tmpdir(), 'bilag-cli-'));
  await service.asOwner(writeSteps, ['nbf', 1, 6]);
  await sealerOf(service, key).sealAll();
});
afterAll(async () => {
  await service?.close();
  await empty?.drop();
  await rm(folder, { recursive: true, force: true });
});

const owner = () => ({ BILAG_DATABASE_OWNER_URL: service.ownerUrl });
const withKey = { BILAG_CREDENTIAL_KEY: keyBytes.toString('base64') };
const verify = (...words: string[]) => bilag(owner(), 'audit', 'verify', '--public-key', key.publicKey, ...words);

test('a new database is brought up to date and gets its first organization by two commands', async () => {
  const fresh = { BILAG_DATABASE_OWNER_URL: empty.url };
  const early = await bilag(fresh, 'organizations', 'list');
  expect(early).toMatchObject({ status: 69, error: expect.stringContaining('The database') });
  expect(await bilag(fresh, 'migrate')).toEqual({ status: 0, out: 'The schema is up to date.\n', error: '' });
  expect(await bilag(fresh, 'migrate', '--json')).toMatchObject({ status: 0, out: '{\n  "migrated": true\n}\n' });
  const words = ['organizations', 'add', 'nbf', '--name', 'Norges Blindeforbund'];
  expect(await bilag(fresh, ...words)).toEqual({ status: 0, out: 'nbf was added.\n', error: '' });
  const again = await bilag(fresh, ...words, '--json');
  expect(again.status).toBe(65);
  expect(JSON.parse(again.error)).toMatchObject({ error: { code: 'ORGANIZATION_EXISTS' } });
  const { out } = await bilag(fresh, 'organizations', 'list', '--json');
  expect(JSON.parse(out)).toMatchObject({ items: [{ id: 'nbf', name: 'Norges Blindeforbund', currency: 'NOK' }] });
  expect(await bilag(fresh, 'organizations', 'list')).toMatchObject({ out: 'nbf\tNOK\tNorges Blindeforbund\n' });
  const rename = (id: string) => bilag(fresh, 'organizations', 'rename', id, '--name', 'Blindeforbundet');
  expect(await rename('nbf')).toEqual({ status: 0, out: 'nbf is called Blindeforbundet.\n', error: '' });
  expect(await rename('hlf')).toMatchObject({ status: 65, out: '', error: expect.stringContaining('«hlf»') });
  expect(await bilag(fresh, 'organizations', 'list')).toMatchObject({ out: 'nbf\tNOK\tBlindeforbundet\n' });
});

test('AUD-8 the log is verified with the public key and a login that may only read', async () => {
  const login = `auditor_${randomBytes(4).toString('hex')}`;
  await service.asOwner(`create role ${login} login password 'only-reads' in role bilag_auditor`);
  const url = new URL(service.ownerUrl);
  [url.username, url.password] = [login, 'only-reads'];
  const environment = { BILAG_DATABASE_URL: url.toString() };
  try {
    const { status, out, error } = await bilag(environment, 'audit', 'verify', '--public-key', key.publicKey, '--json');
    expect({ status, error }).toEqual({ status: 0, error: '' });
    const organizations = [
      { organizationId: 'hlf', verified: true, sealedThrough: 1 },
      { organizationId: 'nbf', verified: true, fault: null },
    ];
    expect(JSON.parse(out)).toMatchObject({ verified: true, organizations });
    const denied = await bilag(environment, 'outbox', 'inspect');
    expect(denied).toMatchObject({ status: 69, error: expect.stringContaining('may not do this') });
  } finally {
    await service.asOwner(`drop role ${login}`);
  }
});

test('AUD-8 the first wrong entry is named, and the command ends with 1', async () => {
  const [altered] = await service.asOwner<{ id: string }>(
    `update bilag.sync_logs set actor = 'x' || actor where organization_id = 'nbf' and log_id = (
       select max(log_id) from bilag.sync_logs where organization_id = 'nbf') returning log_id::text as id`,
  );
  const found = await verify('--organization', 'nbf');
  expect(found).toMatchObject({ status: 1, error: '' });
  expect(found.out).toContain(`nbf: NOT VERIFIED. The entry ${altered?.id} is not what it was when it was sealed.`);
  await service.asOwner(
    `update bilag.sync_logs set actor = substr(actor, 2) where organization_id = 'nbf' and log_id = ${altered?.id}`,
  );
  expect(await verify()).toMatchObject({
    status: 0,
    out: expect.stringMatching(/^hlf: verified.*\n.*\nnbf: verified/),
  });
});

test('AUD-8 a log that was cut short is found with a head, or with the answer of an earlier verification', async () => {
  const before = await verify('--json');
  const file = path.join(folder, 'heads.json');
  await writeFile(file, before.out);
  const { organizations } = JSON.parse(before.out);
  const { head } = organizations[1];
  expect((await verify('--heads', file)).status).toBe(0);
  await service.asOwner(`create table cut as select * from bilag.sync_logs where organization_id = 'nbf' and log_id > 2;
    create table cut_seals as select * from bilag.sync_log_seals where organization_id = 'nbf';
    delete from bilag.sync_logs where organization_id = 'nbf'; delete from bilag.sync_log_seals where organization_id = 'nbf'`);
  try {
    expect((await verify()).status).toBe(0);
    for (const words of [
      ['--heads', file],
      ['--organization', 'nbf', '--head', `${head.hash}@${head.position}`],
    ]) {
      const found = await verify(...words);
      expect(found.out).toContain('nbf: NOT VERIFIED. The log was cut short');
      expect(found.status).toBe(1);
    }
  } finally {
    await service.asOwner('insert into bilag.sync_log_seals select * from cut_seals; drop table cut, cut_seals');
  }
});

test('the public key is that of the credential key, and verification without any key says what is missing', async () => {
  expect(await bilag(withKey, 'keys', 'public')).toEqual({ status: 0, out: `${key.publicKey}\n`, error: '' });
  const { out } = await bilag(withKey, 'keys', 'public', '--json');
  expect(JSON.parse(out)).toEqual({ keyId: key.keyId, publicKey: key.publicKey });
  const none = await bilag(owner(), 'audit', 'verify');
  expect(none).toMatchObject({
    status: 78,
    out: '',
    error: expect.stringContaining('BILAG_CREDENTIAL_KEY is missing'),
  });
  expect((await bilag({ ...owner(), ...withKey }, 'audit', 'verify', '--organization', 'hlf')).status).toBe(0);
});

test.each([
  [64, ['audit', 'verify', '--head', 'abc@1'], 'name it with --organization'],
  [64, ['audit', 'verify', '--organization', 'hlf', '--head', 'abc@1'], '64 hexadecimal digits'],
  [64, ['audit', 'verify', '--public-key', 'abc'], 'is not a public key'],
  [64, ['audit', 'verify', '--heads', '/no/such/file'], 'is not the JSON of an earlier'],
  [65, ['audit', 'verify', '--organization', 'no-such'], 'There is no organization «no-such».'],
  [65, ['outbox', 'inspect', '--organization', 'no-such'], 'There is no organization «no-such».'],
  [65, ['reconcile', '--organization', 'no-such'], 'There is no organization «no-such».'],
  [64, ['reconcile', '--organization', 'hlf', '--month', '2026-13'], 'a month such as 2026-11'],
  [64, ['reconcile'], '--organization'],
  [64, ['reconcile', '--organization', 'hlf', '--timeout', 'long'], 'a number of seconds'],
  [64, ['organizations', 'add', 'NBF', '--name', 'x'], 'The id cannot be used'],
  [64, ['organizations', 'rename', 'hlf', '--name', ''], 'The name cannot be used'],
  [64, ['texts', 'erase', '--organization', 'hlf', '--record', '1', '--reason', 'x'], 'id of a record'],
  [64, ['no-such-command'], 'unknown command'],
  [64, ['audit', 'verify', '--no-such-option'], 'unknown option'],
] as const)(
  'a wrong command line ends with %i and says why: %j',
  async (status, words, said) => {
    const ended = await bilag({ ...owner(), ...withKey }, ...words);
    expect(ended).toMatchObject({ status, out: '', error: expect.stringContaining(said) });
  },
  60_000,
);

test('in production no command works with the password of the example', async () => {
  const address = 'postgres://owner:change-me@127.0.0.1:1/bilag';
  for (const [name, ...words] of [
    ['BILAG_DATABASE_OWNER_URL', 'migrate'],
    ['BILAG_DATABASE_URL', 'organizations', 'list'],
  ] as const) {
    expect(await bilag({ [name]: address }, ...words)).toMatchObject({ status: 69 });
    const error = `The configuration cannot be used:\n- ${name} has the password of the example\n`;
    expect(await bilag({ [name]: address, NODE_ENV: 'production' }, ...words)).toEqual({ status: 78, out: '', error });
  }
});

test('a database that is away is said to be, and its password is not shown', async () => {
  const away = { BILAG_DATABASE_URL: 'postgres://bilag:top-secret@127.0.0.1:1/bilag', ...withKey };
  for (const words of [
    ['audit', 'verify'],
    ['organizations', 'list'],
    ['outbox', 'inspect', '--json'],
  ]) {
    const ended = await bilag(away, ...words);
    expect(ended).toMatchObject({ status: 69, out: '', error: expect.stringContaining('The database cannot be used') });
    expect(ended.error).not.toContain('top-secret');
  }
});
