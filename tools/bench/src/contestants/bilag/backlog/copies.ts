import { organizationOfModels, type Story } from './stories.ts';

/** Whatever has rows of a record, in the order in which they may be written. */
const tables = ['expense_records', 'outbox', 'finished_entries', 'delivery_attempts', 'sync_logs'] as const;
type Table = (typeof tables)[number];

/** Statements, one after the other, in one session: the tables that they make are temporary. */
export const beginCopying = `
create function pg_temp.batch_key(reference text) returns text language plpgsql immutable as $$
declare
  bits bit(256) := ('x' || encode(sha256(convert_to(reference, 'UTF8')), 'hex'))::bit(256);
  text32 text := '';
begin
  for at in 0 .. 15 loop
    text32 := text32 || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substring(bits from at * 5 + 1 for 5)::bit(5)::integer + 1, 1);
  end loop;
  return text32;
end $$;
create temp table copies (
  organization_id text, ledger text, record_id uuid, sequence bigint, first_log_id bigint, source_id text, reference text, batch_key text, age interval
)`;

/** $1 the record of a model. Keeps what there is of it, its entries of the log numbered from zero. */
export function keepModel(story: Story): readonly string[] {
  const isIts = `organization_id = '${organizationOfModels}' and record_id = $1::uuid`;
  return tables.map((table) => {
    const rows =
      table === 'sync_logs'
        ? `select l.*, row_number() over (order by l.log_id) - 1 as place,
             (select count(*) from bilag.sync_logs b where b.organization_id = l.organization_id and b.record_id = l.record_id and b.log_id < l.refers_to) as refers_to_place
           from bilag.sync_logs l where ${isIts}`
        : `select * from bilag.${table} where ${isIts}`;
    return `create temp table ${story}_${table} as ${rows}`;
  });
}

/** As `bilag.record_id()`, at another time. */
const recordId = (instant: string) => `encode(set_bit(set_bit(
  overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from ${instant}) * 1000)::bigint) from 3) from 1 for 6),
  52, 1), 53, 1), 'hex')::uuid`;

/** $1 how many are needed. Both numbers are drawn as the service draws them; what comes later counts on. */
const drawn = (sequence: string, count: string) =>
  `setval('bilag.${sequence}', nextval('bilag.${sequence}') + ${count}) - ${count}`;

/**
 * $1 and $2 the first and the last of all copies of this model, $3 how many there will be, $4 organizations, $5 whether the first one has half of
 * them, $6 how old the first copy is; the last is of now. References are those that the service derives, batch keys those of a call with one voucher.
 */
export const nameCopies = (story: Story) => `
with numbers as materialized (
  select ${drawn('outbox_sequence', '($2::bigint - $1::bigint + 1)')} as sequence,
    ${drawn('sync_log_sequence', 'greatest(1, ($2::bigint - $1::bigint + 1) * entries)')} as log_id, entries
  from (select count(*) as entries from ${story}_sync_logs) l
)
insert into copies
select i.organization_id, i.connector || ' ' || i.ledger_id, ${recordId('m.received_at - c.age')}, numbers.sequence + c.place,
  numbers.log_id + (c.place - 1) * numbers.entries + 1, c.source_id, r.reference, pg_temp.batch_key(r.reference), c.age
from numbers cross join (
  select n - $1::bigint + 1 as place, upper('${story}-') || n as source_id, $6::interval * (1 - n / $3::double precision) as age,
    case when not $5::boolean then n % $4::bigint when (n + n / 1000) % 2 = 0 then 0 else n / 2 % ($4::bigint - 1) + 1 end as organization
  from generate_series($1::bigint, $2::bigint) n
) c
join bilag.integration_configs i on i.organization_id = 'org-' || lpad(c.organization::text, 3, '0')
cross join ${story}_expense_records m
cross join lateral (
  select bilag.derived_reference('bilag-voucher-1', i.organization_id, m.kind, c.source_id, m.revision) as reference
) r`;

/** A column as PostgreSQL has it. */
interface Column {
  readonly table: Table;
  readonly name: string;
  readonly type: string;
}

/** The columns of all these tables. Which transaction wrote an entry of the log is told by the transaction itself. */
export const columnsOfTables = `
select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type
from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'bilag'::regnamespace and c.relname in (${tables.map((it) => `'${it}'`).join(', ')})
  and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname <> 'transaction_id'
order by a.attnum`;

/**
 * Writes the rows of a model once for each of the copies. Whatever names the record, its organization, its place or its time is the copy’s own;
 * every other column, and so those of later migrations, is as the engine has left it.
 */
export function writeCopies(story: Story, columns: readonly Column[]): readonly string[] {
  return tables.map((table) => {
    const its = columns.filter((it) => it.table === table);
    const order = table === 'sync_logs' ? 'c.sequence, m.place' : 'c.sequence';
    return `insert into bilag.${table} (${its.map(({ name }) => name).join(', ')}) select ${its.map(valueOf).join(', ')}
      from copies c cross join ${story}_${table} m cross join (select reference, source_id from ${story}_expense_records) model order by ${order}`;
  });
}

const renamed = (column: string) =>
  `replace(replace(${column}, model.reference, c.reference), model.source_id, c.source_id)`;

const own: Readonly<Record<string, string>> = {
  organization_id: 'c.organization_id',
  record_id: 'c.record_id',
  sequence: 'c.sequence',
  source_id: 'c.source_id',
  reference: 'c.reference',
  content: "m.content || jsonb_build_object('sourceId', c.source_id)",
  payload: renamed('m.payload'),
  payload_hash: `encode(sha256(convert_to(${renamed('m.payload')}, 'UTF8')), 'hex')`,
  erp_reference: renamed('m.erp_reference'),
  batch_key: 'case when m.batch_key is not null then c.batch_key end',
  sent_ledger: 'case when m.sent_ledger is not null then c.ledger end',
  log_id: 'c.first_log_id + m.place',
  refers_to: 'case when m.refers_to is not null then c.first_log_id + m.refers_to_place end',
};

const valueOf = ({ name, type }: Column) =>
  own[name] ?? (type === 'timestamp with time zone' ? `m.${name} - c.age` : `m.${name}`);

/** The lanes have been through everything that is not new. */
export const advanceLanes = `
update bilag.lanes l set cursor = greatest(l.cursor, c.last)
from (select organization_id, max(sequence) as last from copies group by organization_id) c where c.organization_id = l.organization_id`;

/** One of the copies. */
export const lastCopy = `
select organization_id as "organizationId", source_id as "sourceId" from copies order by sequence desc limit 1`;
