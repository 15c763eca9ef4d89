import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { bilag } from './support/cli.ts';
import { startServiceOn } from './support/started-service.ts';

const page = await readFile(path.resolve(import.meta.dirname, '../../../docs/deployment.md'), 'utf8');
const tag = randomBytes(4).toString('hex');
const owner = `bilag_owner_${tag}`;
const login = `bilag_login_${tag}`;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(async () => {}, 'empty');
  await asSuperuser(...statementsFor(new URL(database.url).pathname.slice(1)));
}, 120_000);
afterAll(async () => {
  await database?.drop();
  for (const role of [owner, login]) await asSuperuserOf('postgres', `drop owned by ${role}`, `drop role ${role}`);
});

/** The statements of the page, with names of this run. The role of the service belongs to the whole server: another test may have made it. */
function statementsFor(name: string): readonly string[] {
  const [, sql = ''] = /```sql\n([\s\S]+?)```/.exec(page) ?? [];
  const statements = sql.split(';').map((it) => it.trim());
  return statements
    .filter((it) => it !== '')
    .map((it) =>
      it.replace(/\bbilag_owner\b/g, owner).replace(/^create role bilag login/, `create role ${login} login`),
    )
    .map((it) => it.replace(/^create database bilag owner/, `alter database ${name} owner to`))
    .map((it) =>
      it.startsWith('create role bilag_app')
        ? `do $$ begin ${it}; exception when duplicate_object then null; end $$`
        : it,
    );
}

const asSuperuser = (...statements: readonly string[]) =>
  asSuperuserOf(new URL(database.url).pathname.slice(1), ...statements);

async function asSuperuserOf(name: string, ...statements: readonly string[]): Promise<void> {
  const url = new URL(database.url);
  url.pathname = name;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    for (const it of statements) await client.query(it);
  } finally {
    await client.end();
  }
}

function addressAs(name: string): string {
  const url = new URL(database.url);
  url.username = name;
  url.password = 'change-me';
  return url.href;
}

describe('the path of an operator (docs/deployment.md)', () => {
  test('an owner who is no superuser migrates an empty database, and the service works with a login that owns nothing', async () => {
    const migrated = await bilag({ BILAG_DATABASE_OWNER_URL: addressAs(owner) }, 'migrate');
    expect(migrated).toMatchObject({ status: 0, error: '' });
    // Once more, as every upgrade does.
    expect(await bilag({ BILAG_DATABASE_OWNER_URL: addressAs(owner) }, 'migrate')).toMatchObject({
      status: 0,
      error: '',
    });
    const service = await startServiceOn({ url: '', drop: () => Promise.resolve() }, undefined, {
      BILAG_DATABASE_OWNER_URL: '',
      BILAG_DATABASE_URL: addressAs(login),
    });
    try {
      expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
      const [, body = ''] = /-d '(\{"id":"nbf"[^']+)'/.exec(page) ?? [];
      const admin = { sub: 'operator', role: 'global_admin' };
      const made = await service.call('POST', '/v1/organizations', admin, JSON.parse(body));
      expect(made).toMatchObject({ status: 201, body: { id: 'nbf' } });
    } finally {
      await service.close();
    }
    const client = new pg.Client({ connectionString: addressAs(login) });
    await client.connect();
    try {
      await expect(client.query('create table bilag.mine (id int)')).rejects.toThrow('permission denied');
    } finally {
      await client.end();
    }
  }, 120_000);
});
