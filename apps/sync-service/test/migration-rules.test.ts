import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ormOptions } from '../src/persistence/database.ts';
import type { MigrationClass } from '../src/persistence/migration-class.ts';
import { sinceFirstRelease } from '../src/persistence/migrations/index.ts';
import { brokenRules } from './support/migration-rules.ts';
import { everyAllowedKind, migrationOf, migrationWithoutTransaction } from './support/next-migrations.ts';

let orm: MikroORM;
beforeAll(async () => {
  // Nothing is asked of it: a migration is made with what a migrator has.
  orm = await MikroORM.init({ ...ormOptions, clientUrl: 'postgres://nobody@127.0.0.1:1/nothing' });
});
afterAll(() => orm.close(true));

/** Migrations that take away what no release that runs needs any more, each with the last release that did. */
const contractions: Readonly<Record<string, string>> = {};

const broken = (classes: readonly MigrationClass[], names: readonly string[] = []) =>
  brokenRules(
    classes.map((it) => new it(orm.em.getDriver(), orm.config)),
    new Set(names),
  );

test('what was added since the first release may run while the release before is at work', async () => {
  expect(await broken(sinceFirstRelease, Object.keys(contractions))).toEqual([]);
});

const bodyWithDrop = `create or replace function bilag.record_id() returns uuid language sql as $$ select gen_random_uuid(); -- drop table bilag.outbox
  $$`;

test('what the rules allow breaks none of them', async () => {
  const schema = { tables: ['outbox', 'sync_logs', 'organizations'], functions: [bodyWithDrop] };
  expect(await broken(everyAllowedKind(schema))).toEqual([]);
  const small = migrationOf('Small', 'create index alerts_next on bilag.alerts (organization_id)');
  expect(await broken([small])).toEqual([]);
});

describe('a migration that the release before would not survive is named', () => {
  test.each([
    ['alter table bilag.outbox drop column failure_field', 'not among'],
    ['alter table bilag.outbox add column a text, drop column failure_field', 'not among'],
    ['ALTER TABLE bilag.outbox /* quick */ DROP COLUMN failure_field', 'not among'],
    ['drop table bilag.receipts', 'not among'],
    ['drop function bilag.record_id()', 'not among'],
    ['alter table bilag.outbox rename column reference to voucher_reference', 'not among'],
    ['alter table bilag.outbox rename to owed', 'not among'],
    ['alter table bilag.outbox alter column attempts type bigint', 'not among'],
    ['alter table bilag.outbox alter column batch_key set not null', 'first add a check'],
    ['alter table bilag.outbox add column a text not null', 'gives it no value'],
    ['alter table bilag.outbox add column a uuid default gen_random_uuid()', 'rewrite'],
    ["alter table bilag.sync_logs add column a text check (a in ('x'))", 'constraint by itself'],
    ['alter table bilag.outbox add constraint a check (attempts > 0)', 'not among'],
    ['alter table bilag.outbox add constraint a unique (reference)', 'not among'],
    [
      'alter table bilag.outbox add constraint a check (x > 0) not valid; alter table bilag.outbox validate constraint a',
      'not among',
    ],
    ...['outbox', 'sync_logs', 'finished_entries', 'expense_records'].map((it) => [
      `create index a on bilag.${it} (organization_id)`,
      'concurrently',
    ]),
    ['create unique index a on bilag.sync_logs (organization_id, at)', 'concurrently'],
    ['create index concurrently a on bilag.outbox (reference)', 'not among'],
    ['update bilag.outbox set attempts = 0', 'not among'],
    ['delete from bilag.lanes', 'not among'],
    ['insert into bilag.outbox select * from bilag.finished_entries', 'not among'],
    ['truncate bilag.idempotency_keys', 'not among'],
    ['lock table bilag.outbox', 'not among'],
    ['revoke insert on bilag.outbox from bilag_app', 'not among'],
    ['do $$ begin drop table bilag.receipts; end $$', 'not among'],
    ['create trigger a before insert on bilag.outbox for each row execute function bilag.f()', 'not among'],
    ['alter table bilag.outbox add column a text; alter table bilag.sync_logs add column a text', 'more than one big'],
  ])('%s', async (sql = '', why = '') => {
    expect(await broken([migrationOf('Planted', ...sql.split(/;(?! end)/))])).toContainEqual(
      expect.stringMatching(new RegExp(`^Planted: .*${why}`)),
    );
  });

  test.each([
    ['create index concurrently a on bilag.outbox (reference)', 'first drop'],
    ['alter table bilag.outbox add column a text', 'needs a transaction'],
  ])('without a transaction: %s', async (sql, why) => {
    const found = await broken([migrationWithoutTransaction('Planted', sql)]);
    expect(found).toEqual([expect.stringContaining(why)]);
  });

  test('a column is made strict without a proof that every row has it', async () => {
    const check = migrationOf(
      'Check',
      'alter table bilag.outbox add constraint a check (batch_key is not null) not valid',
    );
    const strict = migrationOf('Strict', 'alter table bilag.outbox alter column batch_key set not null');
    const proof = migrationWithoutTransaction('Proof', 'alter table bilag.outbox validate constraint a');
    expect(await broken([check, strict])).toEqual([expect.stringContaining('Strict: first add a check')]);
    expect(await broken([check, proof, strict])).toEqual([]);
  });

  test('only a contraction that is named takes something away, and does nothing else', async () => {
    const drop = migrationOf('Gone', 'alter table bilag.outbox drop column failure_field');
    expect(await broken([drop], ['Gone'])).toEqual([]);
    expect(await broken([migrationOf('Gone', 'truncate bilag.outbox')], ['Gone'])).toHaveLength(1);
  });
});
