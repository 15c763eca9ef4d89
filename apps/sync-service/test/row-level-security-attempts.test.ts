import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anIntruder, type Intruder } from './support/intruder.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
let intruder: Intruder;

const recordOfHlf = '0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d';
/** In every row of `hlf`, so that whatever shows one shows this. */
const secret = 'SECRET-OF-HLF';

beforeAll(async () => {
  service = await openDatabaseOf(['nbf', 'hlf']);
  for (const [id, record, word] of [
    ['nbf', '0199b6f0-0000-7c31-8a4f-3f0d7a1b2c3d', 'OF-NBF'],
    ['hlf', recordOfHlf, secret],
  ] as const) {
    await service.asOwner(
      `insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content)
       values ($1, $2, nextval('bilag.outbox_sequence'), 'reimbursement', $3, 1, $3, jsonb_build_object('payee', $3::text))`,
      [id, record, word],
    );
    await service.asOwner(
      `insert into bilag.outbox (organization_id, sequence, record_id, reference, state)
       select organization_id, sequence, record_id, reference, 'pending' from bilag.expense_records where organization_id = $1`,
      [id],
    );
    await service.asOwner(
      "insert into bilag.sync_logs (organization_id, actor, action, result, message) values ($1, 'test', 'attempt', 'succeeded', $2)",
      [id, word],
    );
  }
  await service.asOwner('analyze');
  intruder = await anIntruder(service, 'bilag_app');
});
afterAll(async () => {
  await intruder.close();
  await service.close();
});

/** Everything that `hlf` has, in one text. */
async function allOfHlf(): Promise<unknown> {
  return await service.asOwner(
    `select (select jsonb_agg(o) from bilag.outbox o where organization_id = 'hlf') as outbox,
       (select jsonb_agg(r) from bilag.expense_records r where organization_id = 'hlf') as records,
       (select jsonb_agg(l) from bilag.lanes l where organization_id = 'hlf') as lanes,
       (select count(*) from bilag.sync_logs where organization_id = 'hlf') as logs`,
  );
}

type Attempt = readonly [what: string, ...statements: string[]];

/** Statements that run, and find nothing of anybody else. */
const fruitless: readonly Attempt[] = [
  ['asking for it by name', "select * from bilag.expense_records where organization_id = 'hlf'"],
  ['a condition that is always true', 'select * from bilag.expense_records where organization_id is not null or 1 = 1'],
  ['joining from what is one’s own', 'select r.* from bilag.organizations o left join bilag.expense_records r on true'],
  ['the physical place of a row', "select * from bilag.expense_records where ctid in ('(0,1)', '(0,2)', '(0,3)')"],
  ['a sample of the table', 'select * from bilag.expense_records tablesample system (100)'],
  ['a whole row as JSON', 'select to_jsonb(r) from bilag.expense_records r'],
  ['an export as XML', "select table_to_xml('bilag.expense_records', true, false, '')::text"],
  ['a query in a text', "select query_to_xml('table bilag.sync_logs', true, false, '')::text"],
  ['counting', "select 'SECRET' as of from bilag.expense_records where organization_id = 'hlf' having count(*) > 0"],
  ['locking rows', "select * from bilag.outbox where organization_id = 'hlf' for update"],
  [
    'a function of one’s own that tells what it is given, and claims to cost nothing',
    `create function pg_temp.leak(text) returns boolean language plpgsql cost 0.0000001 as $$ begin raise notice '%', $1; return true; end $$`,
    'select * from bilag.expense_records where pg_temp.leak(source_id)',
  ],
  [
    'a function that works as its owner',
    'create function pg_temp.all_of_it() returns setof bilag.expense_records language sql security definer as $$ table bilag.expense_records $$',
    'select * from pg_temp.all_of_it()',
  ],
  [
    'an error as an oracle',
    `select 1 / (case when source_id = '${secret}' then 0 else 1 end) from bilag.expense_records`,
  ],
  ['a view of one’s own', 'create temp view theirs as table bilag.expense_records', 'table theirs'],
  [
    'a prepared statement, run when another name is set',
    'prepare theirs as table bilag.expense_records',
    "select set_config('bilag.organization_id', '', true)",
    'execute theirs',
  ],
  [
    'a cursor that goes backwards',
    'declare theirs scroll cursor for table bilag.expense_records',
    'fetch all from theirs',
    'fetch backward all from theirs',
  ],
  ['a list of names', "select set_config('bilag.organization_id', 'nbf,hlf', true)", 'table bilag.expense_records'],
  ['a pattern as the name', "select set_config('bilag.organization_id', '%', true)", 'table bilag.expense_records'],
  [
    'SQL in the name',
    "select set_config('bilag.organization_id', 'x'' or ''1''=''1', true)",
    'table bilag.expense_records',
  ],
  ['no name', 'reset bilag.organization_id', 'table bilag.expense_records'],
  ['almost the platform’s word', "select set_config('bilag.scope', 'Platform ', true)", 'table bilag.expense_records'],
  [
    'what the planner knows of the values',
    "select * from pg_stats where schemaname = 'bilag' and tablename = 'expense_records'",
  ],
  [
    'what EXPLAIN counts',
    "explain (analyze, costs off, timing off, summary off) delete from bilag.outbox where organization_id = 'hlf'",
  ],
  [
    'workers in parallel',
    'set local min_parallel_table_scan_size = 0',
    'set local parallel_setup_cost = 0',
    'table bilag.sync_logs',
  ],
  [
    'holding the other’s lock',
    "select pg_advisory_xact_lock(hashtextextended('hlf', 6245391))",
    'table bilag.sync_logs',
  ],
  ['updating', "update bilag.lanes set pause_code = 'X' where organization_id = 'hlf'"],
  [
    'updating, and having it shown',
    `update bilag.outbox o set attempts = 9 from bilag.expense_records r where r.record_id = o.record_id and r.organization_id = 'hlf' returning r.*`,
  ],
  ['deleting', "delete from bilag.outbox where organization_id = 'hlf' returning *"],
  [
    'merging',
    `merge into bilag.outbox o using (values ('hlf')) v(id) on o.organization_id = v.id when matched then update set attempts = 9`,
  ],
  [
    'tables of the same names in front of ours',
    'create temp table organizations (like bilag.organizations)',
    'create temp table expense_records (like bilag.expense_records)',
    'set local search_path = pg_temp, bilag',
    "select * from bilag.approval_rules('nobody')",
    'table bilag.expense_records',
  ],
];

describe('what row-level security lets run and leaves empty', () => {
  test.each(fruitless)('AUD-5 %s shows and changes nothing of another organization', async (_what, ...statements) => {
    const before = await allOfHlf();
    const { text, changed, refusal } = await intruder.run('nbf', statements);
    expect(refusal).toBeUndefined();
    expect(text).not.toMatch(/SECRET/);
    expect(changed).toBe(0);
    expect(await allOfHlf()).toEqual(before);
  });
});

/** Statements that are refused, with words of the refusal. */
const refused: readonly (readonly [what: string, statement: string, why: RegExp])[] = [
  [
    'planting a row',
    "insert into bilag.sync_logs (organization_id, actor, action, result) values ('hlf', 'x', 'x', 'x')",
    /row-level security/,
  ],
  ['moving an own row over', "update bilag.lanes set organization_id = 'hlf'", /row-level security/],
  [
    'overwriting by conflict',
    "insert into bilag.lanes (organization_id) values ('hlf') on conflict (organization_id) do update set pause_code = 'X'",
    /row-level security/,
  ],
  [
    'switching it off for the session',
    'set local row_security = off; select * from bilag.expense_records',
    /affected by row-level security/,
  ],
  ['switching it off for the table', 'alter table bilag.expense_records disable row level security', /must be owner/],
  ['dropping the policy', 'drop policy organization_scope on bilag.expense_records', /must be owner/],
  ['another policy', 'create policy everything on bilag.expense_records using (true)', /must be owner/],
  [
    'a trigger',
    'create trigger t after insert on bilag.outbox execute function bilag.let_follow()',
    /permission denied|must be owner/,
  ],
  ['a rule', 'create rule r as on insert to bilag.outbox do also notify x', /must be owner/],
  ['a view in our schema', 'create view bilag.theirs as table bilag.expense_records', /permission denied for schema/],
  [
    'a function in our schema',
    'create function bilag.f() returns int language sql as $$ select 1 $$',
    /permission denied for schema/,
  ],
  [
    'replacing one of our functions',
    'create or replace function bilag.record_id() returns uuid language sql as $$ select null::uuid $$',
    /permission denied for schema|must be owner/,
  ],
  ['taking the number sequence back', "select setval('bilag.outbox_sequence', 1)", /permission denied for sequence/],
  [
    'reading how many numbers are given',
    'select last_value from bilag.outbox_sequence',
    /permission denied for sequence/,
  ],
  ['giving numbers back', 'select bilag.skip_numbers(-1)', /never given back/],
  ['becoming the owner', 'set role postgres', /permission denied to set role/],
  [
    'becoming the owner of the session',
    'set session authorization postgres',
    /permission denied to set session authorization/,
  ],
  ['a default for the role', "alter role bilag_app set bilag.scope = 'platform'", /permission denied/],
  ['a default for the server', "alter database postgres set bilag.scope = 'platform'", /must be owner/],
  ['giving rights away', 'grant bilag_app to postgres', /permission denied|must have admin option/i],
  [
    'writing to a file',
    "copy bilag.expense_records to '/tmp/theirs'",
    /permission denied to COPY|must be superuser or have privileges/,
  ],
  [
    'writing to a program',
    "copy bilag.expense_records to program 'cat'",
    /permission denied to COPY|must be superuser or have privileges/,
  ],
  [
    'loading rows',
    "copy bilag.expense_records from '/etc/hostname'",
    /permission denied to COPY|must be superuser or have privileges/,
  ],
  ['reading a file', "select pg_read_file('/etc/hostname')", /permission denied for function/],
  ['another connection from within', 'create extension dblink', /permission denied|not available/],
  ['emptying a table', 'truncate bilag.outbox', /permission denied for table/],
  ['rewriting the log', "update bilag.sync_logs set message = 'x'", /permission denied for table/],
  ['deleting from the log', 'delete from bilag.sync_logs', /permission denied for table/],
  ['changing an approval', "update bilag.expense_records set content = '{}'", /permission denied for table/],
  ['the planner’s own table', 'select * from pg_statistic', /permission denied for table/],
  [
    'erasing texts, which is the owner’s',
    "select bilag.erase_texts('hlf', null, now(), 'x', 'x')",
    /permission denied for function/,
  ],
];

describe('what the service’s role may not do at all', () => {
  test.each(refused)('AUD-5 %s is refused', async (_what, statement, why) => {
    const before = await allOfHlf();
    const { text, refusal } = await intruder.run('nbf', statement.split('; '));
    expect(refusal).toMatch(why);
    expect(text).not.toMatch(/SECRET/);
    expect(await allOfHlf()).toEqual(before);
  });
});

test('AUD-5 a foreign key tells no difference between another organization’s record and none', async () => {
  const withdraw = (record: string) => [
    `insert into bilag.withdrawals (organization_id, record_id, withdrawn_at, withdrawn_by, reason) values ('nbf', '${record}', now(), 'x', 'x')`,
  ];
  const missing = '0199b6f0-ffff-7c31-8a4f-3f0d7a1b2c3d';
  const [foreign, none] = [
    await intruder.run('nbf', withdraw(recordOfHlf)),
    await intruder.run('nbf', withdraw(missing)),
  ];
  expect(none.refusal).toMatch(/violates foreign key/);
  expect(foreign.refusal?.replace(recordOfHlf, missing)).toBe(none.refusal);
});

test('AUD-5 a unique key tells nothing either: what another organization has may be had once more', async () => {
  const same = await intruder.run('nbf', [
    `insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content)
     values ('nbf', '${recordOfHlf}', 999, 'reimbursement', '${secret}', 1, '${secret}', '{}')`,
  ]);
  expect(same).toMatchObject({ changed: 1, refusal: undefined });
});

test('AUD-5 a function that works as its owner looks nowhere but where it was told, and not everybody may call it', async () => {
  const functions = await service.asOwner<{ name: string; path: string[] | null; everybody: boolean }>(
    `select p.oid::regprocedure::text as name, p.proconfig as path,
       exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) as everybody
     from pg_proc p where p.pronamespace = 'bilag'::regnamespace and p.prosecdef order by 1`,
  );
  expect(functions.length).toBeGreaterThanOrEqual(1);
  for (const { name, path, everybody } of functions) {
    expect({ name, everybody }).toEqual({ name, everybody: false });
    expect({ name, path: path?.find((it) => it.startsWith('search_path=')) }).toEqual({
      name,
      path: expect.stringMatching(/^search_path=pg_catalog(, bilag)?, pg_temp$/),
    });
  }
});

test('AUD-5 the names are the key itself: whoever runs statements of one’s own as the service’s role is the service', async () => {
  // Row-level security is there for a statement of ours that forgets to say whose rows it means. No text of a request ever becomes a statement.
  const { text } = await intruder.run('nbf', [
    "select set_config('bilag.organization_id', 'hlf', true)",
    'table bilag.expense_records',
  ]);
  expect(text).toContain(secret);
});
