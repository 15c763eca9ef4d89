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
/** As far as one gets on a managed server. */
const first = `bilag_first_${tag}`;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(async () => {}, 'empty');
  const name = new URL(database.url).pathname.slice(1);
  await statementsAs(database.url, [
    `create role ${first} login createrole createdb password 'change-me'`,
    // It belongs to the whole server: another test may have made it.
    'do $$ begin create role bilag_app nologin; exception when duplicate_object then null; end $$',
    `grant bilag_app to ${first} with admin option`,
    `alter database ${name} owner to ${first}`,
  ]);
  await statementsAs(addressAs(first), statementsOf(page, name));
});
afterAll(async () => {
  await database?.drop();
  const elsewhere = new URL(database.url);
  elsewhere.pathname = 'postgres';
  const roles = [owner, login, first];
  await statementsAs(
    elsewhere.href,
    roles.flatMap((it) => [`drop owned by ${it} cascade`]).concat(roles.map((it) => `drop role ${it}`)),
  );
});

/** The statements of the page, with names of this run, for a database that is there. */
function statementsOf(text: string, name: string): readonly string[] {
  const [, sql = ''] = /```sql\n([\s\S]+?)```/.exec(text) ?? [];
  const statements = sql.split(';').map((it) => it.trim());
  return statements
    .filter((it) => it !== '' && !it.startsWith('create role bilag_app'))
    .map((it) =>
      it.replace(/\bbilag_owner\b/g, owner).replace(/^create role bilag login/, `create role ${login} login`),
    )
    .map((it) => it.replace(/^create database bilag owner/, `alter database ${name} owner to`));
}

async function statementsAs(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
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
    // Once more, as every upgrade does, with what the owner has to say.
    const said = { BILAG_DATABASE_OWNER_URL: addressAs(owner), BILAG_PAYLOAD_RETENTION: '7' };
    expect(await bilag(said, 'migrate')).toMatchObject({
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
      await client.query("set role bilag_app; set bilag.scope = 'platform'");
      const kept =
        'select r.years, e.payloads, e.is_done from bilag.text_retention r, bilag.erase_texts_over_time($1) e';
      expect((await client.query(kept, ['nbf'])).rows).toEqual([{ years: 7, payloads: '0', is_done: true }]);
      await expect(client.query('create table bilag.mine (id int)')).rejects.toThrow('permission denied');
    } finally {
      await client.end();
    }
  });
});
