import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ormOptions } from '../src/persistence/database.ts';
import { migrate } from '../src/persistence/migrate.ts';
import { inOrganization } from '../src/persistence/sql/in-organization.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
beforeAll(async () => {
  service = await openDatabaseOf(['nbf', 'hlf']);
});
afterAll(() => service.close());

describe('the schema', () => {
  test('AUD-5 row-level security is forced on every table', async () => {
    const tables = await service.asOwner<{ relname: string; forced: boolean }>(
      `select relname, relrowsecurity and relforcerowsecurity as forced from pg_class
       where relnamespace = 'bilag'::regnamespace and relkind in ('r', 'p') and relname <> 'migrations'`,
    );
    expect(tables.length).toBeGreaterThanOrEqual(9);
    expect(tables.filter((it) => !it.forced)).toEqual([]);
  });

  test('organization_id is the first column of every primary and unique key', async () => {
    const keys = await service.asOwner<{ key: string; first: string }>(
      `select i.indexrelid::regclass::text as key, a.attname as first from pg_index i
       join pg_class t on t.oid = i.indrelid
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
       where t.relnamespace = 'bilag'::regnamespace and i.indisunique and t.relname <> 'migrations'`,
    );
    expect(keys.filter((it) => it.first !== 'organization_id')).toEqual([]);
  });

  test('AUD-8 the service’s role owns nothing, makes nothing, and neither changes nor deletes what is immutable', async () => {
    const [rights] = await service.asOwner<Record<string, number | boolean>>(`
      select (select count(*)::integer from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'bilag_app') as owned,
        has_schema_privilege('bilag_app', 'bilag', 'create') as may_create,
        has_table_privilege('bilag_app', 'bilag.sync_logs', 'update, delete, truncate') as may_change_log,
        has_table_privilege('bilag_app', 'bilag.expense_records', 'update, delete, truncate') as may_change_records,
        has_table_privilege('bilag_app', 'bilag.field_mappings', 'update, delete, truncate') as may_change_mappings`);
    expect(rights).toEqual({
      owned: 0,
      may_create: false,
      may_change_log: false,
      may_change_records: false,
      may_change_mappings: false,
    });
  });

  test('a connection that names no organization sees nothing and writes nothing', async () => {
    const { requestPool } = service.database;
    expect((await requestPool.query('select * from bilag.organizations')).rows).toEqual([]);
    const intrusion = "insert into bilag.lanes (organization_id) values ('nbf')";
    await expect(requestPool.query(intrusion)).rejects.toThrow('row-level security');
  });

  test('AUD-5 one organization sees and writes only its own rows, and its name does not outlive the transaction', async () => {
    const { requestPool } = service.database;
    const ids = await inOrganization(requestPool, 'nbf', (client) =>
      client.query<{ organization_id: string }>('select organization_id from bilag.organizations'),
    );
    expect(ids.rows).toEqual([{ organization_id: 'nbf' }]);
    const stolen = inOrganization(requestPool, 'nbf', (client) =>
      client.query("update bilag.lanes set pause_code = 'X' where organization_id = 'hlf'"),
    );
    expect((await stolen).rowCount).toBe(0);
    const planted =
      "insert into bilag.sync_logs (organization_id, actor, action, result) values ('hlf', 'x', 'x', 'x')";
    await expect(inOrganization(requestPool, 'nbf', (client) => client.query(planted))).rejects.toThrow('row-level');
    expect((await requestPool.query('select * from bilag.organizations')).rows).toEqual([]);
  });

  test('migrating again changes nothing, also from two sides at once', async () => {
    const version = () => service.asOwner('select name from bilag.migrations order by id');
    const before = await version();
    await Promise.all([migrate(service.ownerUrl), migrate(service.ownerUrl)]);
    expect(await version()).toEqual(before);
  });

  test('entities and migrations agree on every table and column', async () => {
    await using orm = await MikroORM.init({ ...ormOptions, clientUrl: service.ownerUrl });
    const sql = await orm.schema.getUpdateSchemaSQL({ dropTables: false, safe: true });
    // The database may hold more constraints than the entities speak of; it must hold every column as they know it.
    const statements = sql.split('\n').filter((line) => line !== '' && !/^set names|drop constraint/.test(line));
    expect(statements).toEqual([]);
  });
});
