import type pg from 'pg';
import type { Chance } from './chance.ts';
import type { Tampering } from './tampering.ts';
import { type Column, type IntactLog, organizationId, type PlacedEntry } from './the-log.ts';

const where = 'organization_id = $1 and log_id = $2';

/** Falsifications of entries and of what they tell of. */
export const entryTamperings: readonly Tampering[] = [
  {
    name: 'change a column of an entry',
    kinds: ['entry-altered', 'entry-missing'],
    async apply(client, log, chance) {
      const { logId } = chance.pick(log.entries);
      const column = chance.pick(log.columns.sync_logs.filter((it) => it.name !== 'log_id'));
      await change(client, `bilag.sync_logs where ${where}`, column, [organizationId, logId], chance);
      return { what: `${column.name} of entry ${logId}`, logId };
    },
  },
  {
    name: 'change a column of an attempt',
    kinds: ['entry-altered', 'payload-altered'],
    async apply(client, log, chance) {
      const told = chance.pick(log.entries.filter((it) => it.attempt !== null));
      const column = chance.pick(log.columns.delivery_attempts);
      const values = [organizationId, told.sequence, told.attemptNumber];
      await change(client, `bilag.delivery_attempts where ${attemptIs}`, column, values, chance);
      const first = column.name === 'payload' ? 'attempt' : undefined;
      const { logId } = firstThatTells(log, told, first);
      return { what: `${column.name} of the attempt that entry ${logId} tells of`, logId };
    },
  },
  {
    name: 'delete an entry',
    kinds: ['entry-missing'],
    async apply(client, log, chance) {
      const { logId } = chance.pick(log.entries);
      await client.query(`delete from bilag.sync_logs where ${where}`, [organizationId, logId]);
      return { what: `entry ${logId}`, logId };
    },
  },
  {
    name: 'delete an attempt',
    kinds: ['entry-altered'],
    async apply(client, log, chance) {
      const told = chance.pick(log.entries.filter((it) => it.attempt !== null));
      const values = [organizationId, told.sequence, told.attemptNumber];
      await client.query(`delete from bilag.delivery_attempts where ${attemptIs}`, values);
      const { logId } = firstThatTells(log, told);
      return { what: `the attempt that entry ${logId} tells of`, logId };
    },
  },
  {
    name: 'swap two entries',
    kinds: ['entries-reordered', 'entry-altered'],
    async apply(client, log, chance) {
      const [first, second] = two(log.entries, chance);
      const renumber = `update bilag.sync_logs set log_id = $3 where ${where}`;
      await client.query(renumber, [organizationId, first.logId, '-1']);
      await client.query(renumber, [organizationId, second.logId, first.logId]);
      await client.query(renumber, [organizationId, '-1', second.logId]);
      return { what: `entries ${first.logId} and ${second.logId}`, logId: first.logId };
    },
  },
  {
    name: 'give an entry another number',
    kinds: ['entry-missing'],
    async apply(client, log, chance) {
      const { logId } = chance.pick(log.entries);
      const renumber = `update bilag.sync_logs set log_id = log_id + 1000000 where ${where}`;
      await client.query(renumber, [organizationId, logId]);
      return { what: `entry ${logId}`, logId };
    },
  },
  {
    name: 'add a forged entry',
    kinds: ['entry-added'],
    async apply(client, log, chance) {
      const { logId } = chance.pick(log.entries);
      const columns = log.columns.sync_logs.map((it) => it.name).filter((it) => it !== 'log_id');
      const { rows } = await client.query<{ log_id: string }>(
        `insert into bilag.sync_logs (log_id, ${columns.join(', ')})
         select log_id + 2000000, ${columns.join(', ')} from bilag.sync_logs where ${where} returning log_id::text`,
        [organizationId, logId],
      );
      const forged = rows[0]?.log_id ?? '';
      return { what: `entry ${forged}, a copy of ${logId}`, logId: forged };
    },
  },
  {
    name: 'put back what an entry said before it',
    kinds: ['entry-altered'],
    async apply(client, log, chance) {
      const [older, newer] = two(log.entries, chance);
      const columns = log.columns.sync_logs
        .map((it) => it.name)
        .filter((it) => it !== 'log_id' && it !== 'organization_id');
      await client.query(
        `update bilag.sync_logs l set ${columns.map((it) => `${it} = o.${it}`).join(', ')} from bilag.sync_logs o
         where l.organization_id = $1 and l.log_id = $2 and o.organization_id = $1 and o.log_id = $3`,
        [organizationId, newer.logId, older.logId],
      );
      return { what: `entry ${newer.logId} says what ${older.logId} says`, logId: newer.logId };
    },
  },
  {
    name: 'erase texts and say nothing',
    kinds: ['erased-without-entry'],
    async apply(client, log, chance) {
      const { recordId } = chance.pick(log.entries.filter((it) => it.attempt !== null));
      await client.query(
        `update bilag.delivery_attempts set payload = bilag.erased(payload) where organization_id = $1 and record_id = $2`,
        [organizationId, recordId],
      );
      await client.query(
        `update bilag.sync_logs set message = bilag.erased(message) where organization_id = $1 and record_id = $2`,
        [organizationId, recordId],
      );
      const logId = log.entries.find((it) => it.recordId === recordId)?.logId ?? '';
      return { what: `those of record ${recordId}`, logId };
    },
  },
];

const attemptIs = 'organization_id = $1 and sequence = $2 and attempt = $3';

/** The first entry of the chain that tells of the same attempt. */
function firstThatTells({ entries }: IntactLog, told: PlacedEntry, action?: string): PlacedEntry {
  const found = entries.find(
    (it) =>
      it.attempt !== null &&
      it.sequence === told.sequence &&
      it.attemptNumber === told.attemptNumber &&
      (action === undefined || it.action === action),
  );
  return found ?? told;
}

function two(entries: readonly PlacedEntry[], chance: Chance): [first: PlacedEntry, second: PlacedEntry] {
  const at = chance.below(entries.length - 1);
  const [first, second] = [entries[at], entries[at + 1 + chance.below(entries.length - at - 1)]];
  if (first === undefined || second === undefined) throw new Error('The log of the test is too short.');
  return [first, second];
}

/** Writes another value of the column's type, or nothing where there was something. */
async function change(
  client: pg.ClientBase,
  target: string,
  { name, type }: Column,
  values: readonly unknown[],
  chance: Chance,
): Promise<void> {
  const [table = '', condition = ''] = target.split(' where ');
  const { rows } = await client.query<{ value: string | null; nullable: boolean }>(
    `select ${name}::text as value, (select not attnotnull from pg_attribute where attrelid = '${table}'::regclass and attname = '${name}') as nullable
     from ${table} where ${condition}`,
    [...values],
  );
  const [row] = rows;
  const isGone = row !== undefined && row.nullable && row.value !== null && chance.below(4) === 0;
  const other = isGone ? 'null' : otherValue(name, type);
  await client.query(`update ${table} set ${name} = ${other} where ${condition}`, [...values]);
}

function otherValue(name: string, type: string): string {
  if (name === 'trigger') return `case when trigger = 'manual' then 'automatic' else 'manual' end`;
  if (type === 'text') return `coalesce(${name}, '') || 'x'`;
  if (name === 'sequence' || name === 'attempt') return `coalesce(${name}, 0) + 1000`;
  if (type === 'bigint' || type === 'integer') return `coalesce(${name}, 0) + 1`;
  if (type === 'uuid') return 'gen_random_uuid()';
  if (type === 'date') return `${name} + 1`;
  if (type === 'jsonb') return `coalesce(${name}, '{}') || '{"forged":true}'`;
  return `${name} + interval '1 microsecond'`;
}
