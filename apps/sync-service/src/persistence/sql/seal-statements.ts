import { sealedAttemptColumns, sealedEntryColumns } from '@bilag/core';
import { entriesBeyond, liveDatabase, lockFrontierOf, settleFrontierOf } from './log-frontier.ts';

/** The same digits on every server and in every session; the texts of `numeric` and of instants would depend on settings. */
const micros = (instant: string) => `(extract(epoch from ${instant}) * 1000000)::bigint::text`;

const special: Readonly<Record<string, string>> = {
  detail: `(l.detail #- '{reply,body}')::text`,
  reply_body: `l.detail #>> '{reply,body}'`,
};

type Column = (typeof sealedEntryColumns | typeof sealedAttemptColumns)[number];

function asText(table: string, [name, kind]: Column): string {
  const column = `${table}.${name}`;
  if (special[name] !== undefined) return special[name];
  if (kind === 'instant') return micros(column);
  if (kind === 'date') return `to_char(${column}, 'YYYY-MM-DD')`;
  return kind === 'text' || kind === 'erasable' ? column : `${column}::text`;
}

/** As JSON, which is read several times faster than an array. */
const texts = (table: string, columns: readonly Column[]) =>
  `to_json(array[${columns.map((it) => asText(table, it)).join(', ')}]::text[])`;

const entry = `l.organization_id, l.log_id::text, l.transaction_id::text, ${micros('l.at')} as at_micros, l.record_id::text, l.action,
  ${texts('l', sealedEntryColumns)} as entry, case when d.sequence is not null then ${texts('d', sealedAttemptColumns)} end as attempt`;
/** As the log shows them: only a call has something that was sent. Looked up one by one: a plan of before there were statistics would read all attempts. */
const withAttempt = `left join lateral (
  select a.* from bilag.delivery_attempts a
  where a.organization_id = l.organization_id and a.sequence = l.sequence and a.attempt = l.attempt limit 1
) d on l.action in ('attempt', 'look-up', 'status')`;

/** Nothing comes back while another process seals. */
export const lockFrontier = lockFrontierOf('sync_log_frontier', {
  isSame: 'coalesce(f.database = live.database, true)',
  further: `${micros('clock_timestamp()')} as now_micros`,
});

/** See {@link entriesBeyond}. */
export const nextEntries = `
with next as (${entriesBeyond})
select ${entry} from next l ${withAttempt} order by l.transaction_id, l.log_id`;

/** $1 limit, $2 the first transaction that is still open, $3 the first that has not begun. In a database that came from another server: what no seal has. */
export const everyUnsealed = `
with next as (
  select l.* from bilag.sync_logs l
  where (l.transaction_id < $2::bigint or l.transaction_id >= $3::bigint) and not exists (
    select from bilag.sync_log_seals s cross join unnest(s.log_ids) u(log_id) where s.organization_id = l.organization_id and u.log_id = l.log_id)
  order by l.transaction_id, l.log_id limit $1
)
select ${entry} from next l ${withAttempt} order by l.transaction_id, l.log_id`;

/** $1 organizations. */
export const chainEnds = `
select e.organization_id, e.number::text, e.position::text, e.hash
from unnest($1::text[]) o(id) cross join lateral (
  select s.organization_id, s.number, s.position, s.hash from bilag.sync_log_seals s
  where s.organization_id = o.id order by s.number desc limit 1
) e`;

/** $1 seals as JSON. */
export const storeSeals = `
insert into bilag.sync_log_seals (organization_id, number, position, log_ids, entry_hashes, sealed_at, hash, key_id, signature)
select s.organization_id, s.number, s.position, s.log_ids::bigint[], decode(s.entry_hashes, 'hex'),
  timestamptz 'epoch' + s.sealed_at_micros * interval '1 microsecond', decode(s.hash, 'hex'), s.key_id, decode(s.signature, 'hex')
from json_to_recordset($1::json) as s(organization_id text, number bigint, position bigint, log_ids text, entry_hashes text, sealed_at_micros bigint,
  hash text, key_id text, signature text)`;

/** $1 transaction, $2 number, $3 database. */
export const moveFrontier = `
update bilag.sync_log_frontier set transaction_id = $1::bigint, log_id = $2::bigint, database = $3`;

/** Everything before is sealed. */
export const settleFrontier = settleFrontierOf('sync_log_frontier');

/** $1 organization, $2 number, $3 limit. */
export const sealsAfter = `
select s.organization_id, s.number::text, s.position::text, s.log_ids::text[] as log_ids, s.entry_hashes, ${micros('s.sealed_at')} as sealed_at_micros, s.hash,
  s.key_id, s.signature
from bilag.sync_log_seals s where s.organization_id = $1 and s.number > $2::bigint order by s.number limit $3`;

/** $1 organization, $2 numbers. */
export const entriesOf = `
select ${entry}, case when l.action = 'attempt' then d.payload end as payload, d.payload_hash, ${micros('d.opened_at')} as opened_micros
from unnest($2::bigint[]) wanted(log_id) cross join lateral (
  select e.* from bilag.sync_logs e where e.organization_id = $1 and e.log_id = wanted.log_id offset 0
) l ${withAttempt}`;

/** $1 organization, $2 limit: what no seal has. `is_passed`: sealing has gone by it in this very database. */
export const unsealedOf = `
with waiting as (
  select l.log_id, l.transaction_id from bilag.sync_logs l where l.organization_id = $1 and not exists (
    select from bilag.sync_log_seals s cross join unnest(s.log_ids) u(log_id) where s.organization_id = $1 and u.log_id = l.log_id)
)
select w.log_id::text, w.transaction_id::text, w.transaction_id >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint as is_foreign,
  exists (select from bilag.sync_log_frontier f where f.database = (${liveDatabase}) and (w.transaction_id, w.log_id) <= (f.transaction_id, f.log_id)) as is_passed,
  (select count(*) from waiting)::text as count
from waiting w order by w.transaction_id, w.log_id limit $2`;

/** $1 organization. */
export const erasuresOf = `
select l.record_id::text, (extract(epoch from (l.detail->>'before')::timestamptz) * 1000000)::bigint::text as before_micros
from bilag.sync_logs l where l.organization_id = $1 and l.action = 'texts-erased'`;
