import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../src/persistence/migrate.ts';
import * as sql from '../src/persistence/sql/outbox-statements.ts';

/** The address of a Citus coordinator as superuser, with workers, in a database without our schema; see ADR 13. */
const address = process.env['BILAG_TEST_CITUS'];

describe.skipIf(address === undefined)('the schema on Citus, distributed by organization', () => {
  let owner: pg.Client;
  let isOurs = false;
  const role = 'bilag_citus_test';

  beforeAll(async () => {
    owner = new pg.Client({ connectionString: address ?? '' });
    await owner.connect();
    // What is dropped in the end must be what was made here.
    const { rows } = await owner.query("select from pg_namespace where nspname = 'bilag'");
    if (rows.length > 0) throw new Error('There is a schema «bilag» in the database of BILAG_TEST_CITUS.');
    isOurs = true;
    await migrate(address ?? '');
    const script = await readFile(new URL('../../../ops/citus/distribute.sql', import.meta.url), 'utf8');
    const [settings = '', body = ''] = script.split('do $$');
    for (const statement of settings.split(';')) await owner.query(statement);
    await owner.query(`do $$${body}`);
    await owner.query(`create role ${role} login in role bilag_app`);
    await owner.query(`insert into bilag.organizations (organization_id, name, currency, created_by)
      select 'org-' || i, 'An organization', 'NOK', 'test' from generate_series(1, 20) i`);
    await owner.query('insert into bilag.lanes (organization_id) select organization_id from bilag.organizations');
  });
  afterAll(async () => {
    if (isOurs) {
      await owner.query('drop schema bilag cascade');
      await owner.query(`drop role if exists ${role}`);
    }
    await owner.end();
  });

  test('every table of organizations is distributed, and all rows of one organization are on one machine', async () => {
    const { rows: left } = await owner.query(`
      select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
      where c.relnamespace = 'bilag'::regnamespace and c.relkind = 'r'
        and not exists (select from pg_dist_partition p where p.logicalrelid = c.oid)`);
    expect(left).toEqual([]);
    const { rows: groups } = await owner.query(
      "select distinct colocation_id from citus_tables where citus_table_type = 'distributed'",
    );
    expect(groups).toHaveLength(1);
    const { rows: machines } = await owner.query(`
      select distinct s.nodeport from bilag.organizations o
      join citus_shards s on s.shardid = get_shard_id_for_distribution_column('bilag.organizations', o.organization_id)`);
    expect(machines.length).toBeGreaterThan(1);
  });

  test('whoever names an organization sees its rows only, on whichever machine they are, and who names none sees nothing', async () => {
    const url = new URL(address ?? '');
    url.username = role;
    const client = new pg.Client({ connectionString: url.href, options: '-c citus.propagate_set_commands=local' });
    await client.connect();
    const seenBy = async (scope: string) => {
      await client.query('begin');
      await client.query(scope);
      const { rows } = await client.query<{ organization_id: string }>(
        'select organization_id from bilag.organizations',
      );
      await client.query('rollback');
      return rows.map((row) => row.organization_id);
    };
    for (const it of ['org-1', 'org-2', 'org-3', 'org-4'])
      expect(await seenBy(`set local bilag.organization_id = '${it}'`)).toEqual([it]);
    expect(await seenBy('select 1')).toEqual([]);
    // As the service says it today it does not reach the machines: it would see nothing.
    expect(await seenBy("select set_config('bilag.organization_id', 'org-1', true)")).toEqual([]);
    await client.end();
  });

  const lane = ['org-1', 'worker', '1'];
  const nothingKnown = [null, null, null];
  test('what all machines are asked, and plain statements of one organization, run', async () => {
    expect((await owner.query(sql.findDueLanes, [10, ...nothingKnown])).rows).toEqual([]);
    const plain = 'update bilag.lanes set cursor = $2 where organization_id = $1';
    expect((await owner.query(plain, ['org-1', 0])).rowCount).toBe(1);
  });

  test.each<[string, string, readonly unknown[], RegExp]>([
    ['leasing lanes', sql.leaseLanes, ['worker', ['org-1'], 1_000, ...nothingKnown], /FOR UPDATE/],
    ['reading what is due', sql.readDue, [...lane, 10], /cannot push down/],
    ['moving the cursor without waiting for the disk', sql.advanceCursor, [...lane, 1], /RETURNING/],
    ['renewing a lease', sql.renewLease, [...lane, 1_000], /VOLATILE/],
    ['opening attempts', sql.openAttempts, [...lane, '[]', 1_000, 0, ...nothingKnown, 1, 1, 0], /query on a shard/],
    [
      'finishing an entry',
      `insert into bilag.finished_entries (organization_id, sequence, record_id, reference, state) values ($1, 1, gen_random_uuid(), 'R1', 'synced')`,
      ['org-1'],
      /distributed query/,
    ],
    ['accepting approvals', 'select * from bilag.accept_approvals($1, $2)', ['org-1', '[{}]'], /VOLATILE|distributed/],
  ])('Citus refuses %s; once it does not, ADR 13 has to be read again', async (_what, text, values, why) => {
    await expect(owner.query(text, [...values])).rejects.toThrow(why);
  });
});
