import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requestDoor } from '../src/persistence/organization-door.ts';
import { createPostgresChainReader } from '../src/persistence/postgres-chain-reader.ts';
import { createPostgresTextRetention, keepTextsFor } from '../src/persistence/postgres-text-retention.ts';
import { retentionJob } from '../src/schedule/retention-job.ts';
import { aSigningKey, sealerOf, verified, writeSteps } from './support/audit.ts';
import { anIntruder } from './support/intruder.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

const key = aSigningKey();
let service: ServiceDatabase;
beforeEach(async () => {
  service = await openDatabaseOf(['nbf', 'hlf']);
});
afterEach(() => service.close());

const retention = () => createPostgresTextRetention(service.database.enginePool);
const run = () =>
  retentionJob('off', retention(), pino({ level: 'silent' })).run(new AbortController().signal, new Date());
const verify = (id: string) => verified(createPostgresChainReader(requestDoor(service.database.requestPool)), id, key);

/** Writes three steps of each organization, and makes them as old as this says. */
async function writtenAt(instant: string, from: number, ids: readonly string[] = ['nbf', 'hlf']): Promise<void> {
  for (const id of ids) await service.asOwner(writeSteps, [id, from, from + 2]);
  // Those of this call are of today yet.
  await service.asOwner(
    `update bilag.delivery_attempts set opened_at = ${instant} where opened_at > now() - interval '1 day'`,
  );
  await service.asOwner(
    `update bilag.sync_logs set at = ${instant} where record_id is not null and at > now() - interval '1 day'`,
  );
}

/** How many payloads still say what was sent, by year. */
const kept = async () =>
  await service.asOwner<{ id: string; count: number }>(
    `select organization_id as id, count(*)::integer as count from bilag.delivery_attempts where payload like '%Kari%' group by 1 order by 1`,
  );
const told = async () =>
  await service.asOwner(
    `select organization_id as id, actor, message, trigger, (detail->>'payloads')::integer as payloads from bilag.sync_logs
     where action = 'texts-erased' order by organization_id, log_id`,
  );
/** What somebody gets who signs in as the service. */
async function asService(statements: readonly string[]) {
  const intruder = await anIntruder(service, 'bilag_app');
  try {
    return await intruder.run('nbf', statements);
  } finally {
    await intruder.close();
  }
}
const seal = () => sealerOf(service, key).sealAll();

test('AUD-8 texts whose time is over are erased by the service itself, to the second, with an entry, and the chain still verifies', async () => {
  await writtenAt("bilag.texts_kept_from() - interval '1 second'", 1);
  await writtenAt("bilag.texts_kept_from() - interval '400 days'", 4, ['nbf']);
  await writtenAt('bilag.texts_kept_from()', 7);
  await seal();
  await run();
  await seal();
  expect(await kept()).toEqual([
    { id: 'hlf', count: 3 },
    { id: 'nbf', count: 3 },
  ]);
  const entry = (id: string) => ({
    id,
    actor: 'retention',
    message: 'Kept for 5 years',
    trigger: 'scheduled',
    payloads: 3,
  });
  expect(await told()).toEqual([entry('hlf'), entry('nbf'), entry('nbf')]);
  for (const id of ['nbf', 'hlf']) expect(await verify(id)).toMatchObject({ verified: true, unsealed: 0 });
});

test('AUD-8 of processes that begin to erase at once one does it; what is done leaves nothing for the next time', async () => {
  await writtenAt("now() - interval '7 years'", 1);
  const turns = await Promise.all([1, 2, 3, 4].map(() => retention().begin()));
  expect(turns.filter(Boolean)).toHaveLength(1);
  await run();
  expect(await told()).toEqual([]);
  await service.asOwner("update bilag.text_retention set begun_at = begun_at - interval '1 day'");
  await run();
  expect((await told()).length).toBe(2);
  await service.asOwner("update bilag.text_retention set begun_at = begun_at - interval '1 day'");
  await run();
  expect((await told()).length).toBe(2);
});

test('AUD-8 an organization that cannot be erased is told in the log, and the others are', async () => {
  await writtenAt("now() - interval '7 years'", 1);
  const lines: string[] = [];
  const real = retention();
  const failing = {
    ...real,
    erase: async (id: string) => {
      if (id === 'hlf') throw new Error('No.');
      return await real.erase(id);
    },
  };
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  await retentionJob('off', failing, log).run(new AbortController().signal, new Date());
  expect(await kept()).toEqual([{ id: 'hlf', count: 3 }]);
  expect(lines.map((it) => JSON.parse(it))).toMatchObject([
    { level: 50, organizationId: 'hlf' },
    { level: 30, organizationId: 'nbf', payloads: 3 },
  ]);
});

test('AUD-8 for how long texts are kept the owner says, and never below what the law asks for', async () => {
  const year = Number(new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'Europe/Oslo' }).format(new Date()));
  const keptFrom = async () =>
    (await service.asOwner<{ at: Date }>('select bilag.texts_kept_from() as at'))[0]?.at.toISOString();
  expect(await keptFrom()).toBe(`${year - 6}-12-31T23:00:00.000Z`);
  await writtenAt("now() - interval '7 years'", 1, ['nbf']);
  await keepTextsFor(service.ownerUrl, 10);
  await run();
  expect(await kept()).toEqual([{ id: 'nbf', count: 3 }]);
  expect(await keptFrom()).toBe(`${year - 11}-12-31T23:00:00.000Z`);
  await keepTextsFor(service.ownerUrl, 0);
  expect(await service.asOwner('select years from bilag.text_retention')).toEqual([{ years: 5 }]);
  await expect(service.asOwner('update bilag.text_retention set years = 4')).rejects.toMatchObject({ code: '23514' });
});

const refused: readonly [string, string, RegExp][] = [
  ['keeping them for less', "set local bilag.scope = 'platform'; update bilag.text_retention set years = 5", /denied/],
  ['a second retention', "insert into bilag.text_retention (organization_id, years) values ('*', 5)", /denied/],
  ['no retention', "set local bilag.scope = 'platform'; delete from bilag.text_retention", /denied/],
  ['another function', 'create function bilag.texts_kept_from(i integer) returns timestamptz return now()', /denied/],
  ['the owner’s function', "select bilag.erase_texts('nbf', null, now(), 'x', 'x')", /denied/],
  ['changing the texts', "update bilag.delivery_attempts set payload = 'x'", /denied/],
  ['making them older', "update bilag.delivery_attempts set opened_at = 'epoch'", /denied/],
];

test.each(refused)(
  'AUD-8 the service’s role may not decide what is erased: %s is refused',
  async (_what, statement, why) => {
    const { refusal } = await asService(statement.split('; '));
    expect(refusal).toMatch(why);
  },
);

test('AUD-8 whoever works as the service’s role erases nothing younger, whatever their session says of clock, zone and path', async () => {
  await writtenAt('bilag.texts_kept_from()', 1);
  const { refusal, text } = await asService([
    "set local timezone = 'Etc/GMT+12'",
    "set local bilag.scope = 'platform'",
    'create temp table text_retention (organization_id text, years integer)',
    "insert into text_retention values ('*', -100)",
    'set local search_path = pg_temp, bilag',
    "select e.payloads, e.is_done from bilag.erase_texts_over_time('nbf') e",
    "select count(*) as kept from bilag.delivery_attempts where payload like '%Kari%'",
  ]);
  expect(refusal).toBeUndefined();
  expect(text).toContain('"kept":"6"');
});

test('AUD-8 what erases by the owner’s rights gives back the scope of whoever asked', async () => {
  const { refusal, text } = await asService([
    'select bilag.key_rotations(), bilag.hold_key_rotations(), bilag.begin_text_retention(), bilag.texts_kept_from()',
    "select e.payloads from bilag.erase_texts_over_time('hlf') e",
    'select organization_id as seen from bilag.organizations',
    "select current_setting('bilag.scope', true) as scope",
  ]);
  expect(refusal).toBeUndefined();
  expect(text).toContain('{"seen":"nbf"}\n{"scope":""}');
});
