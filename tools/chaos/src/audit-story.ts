import type { ChaosDatabase } from './database.ts';
import type { LedgerVerdict } from './ledger-oracle.ts';

/** What the service says of itself: read as the database's owner, and held against the ledger. */
export interface AuditStory {
  readonly attempts: number;
  /** Attempts that were not the first of their record. */
  readonly resends: number;
  /** Look-ups that settled something, or tried to. */
  readonly lookUps: number;
  /** Attempts that an earlier sender left open and a later one closed. */
  readonly orphans: number;
  readonly faults: readonly string[];
}

interface StoryRow {
  readonly reference: string;
  readonly state: string | null;
  readonly successes: number;
  readonly attempts: number;
  readonly mapping: string | null;
  /** When success was first logged, in milliseconds since 1970. */
  readonly success_ms: number | null;
}

/** One row per record: where its entry has ended up, how often success was logged, and what its last attempt was made with. */
const stories = `
with entries as (
  select organization_id, record_id, state from bilag.outbox
  union all select organization_id, record_id, state from bilag.finished_entries)
select r.reference, string_agg(distinct e.state, ',') as state,
  (select count(*)::integer from bilag.sync_logs l where l.organization_id = r.organization_id and l.record_id = r.record_id
    and l.result = 'succeeded') as successes,
  (select extract(epoch from min(l.at))::double precision * 1000 from bilag.sync_logs l where l.organization_id = r.organization_id
    and l.record_id = r.record_id and l.result = 'succeeded') as success_ms,
  (select count(*)::integer from bilag.delivery_attempts a where a.organization_id = r.organization_id and a.record_id = r.record_id) as attempts,
  (select m.content->'expenseTypes'->'toll'->>'ledgerAccount' from bilag.delivery_attempts a
    join bilag.field_mappings m on m.organization_id = a.organization_id and m.version = a.mapping_version
    where a.organization_id = r.organization_id and a.record_id = r.record_id order by a.attempt desc limit 1) as mapping
from bilag.expense_records r left join entries e on e.organization_id = r.organization_id and e.record_id = r.record_id
where r.organization_id = any($1) group by r.organization_id, r.record_id, r.reference`;

const counts = `
select count(*)::integer as attempts, (count(*) filter (where attempt > 1))::integer as resends,
  (count(*) filter (where closed_at is null))::integer as open, (count(*) filter (where error_code = 'SENDER_LOST'))::integer as orphans,
  (select count(*)::integer from bilag.sync_logs where action = 'look-up' and organization_id = any($1)) as "lookUps"
from bilag.delivery_attempts where organization_id = any($1)`;

/** The ledger and the database share a clock, but write it down in other units. In milliseconds. */
const clockGrainMs = 2;

/** Reads it. `tollAccounts`: the account of tolls in each of the mappings, by which they are told apart. */
export async function readAuditStory(
  database: ChaosDatabase,
  organizations: readonly string[],
  tollAccounts: readonly string[],
  { mappingsOf, bookedAt }: LedgerVerdict,
): Promise<AuditStory> {
  const rows = await database.query<StoryRow>(stories, [organizations]);
  const [total] = await database.query<Omit<AuditStory, 'faults'> & { open: number }>(counts, [organizations]);
  const { attempts = 0, resends = 0, lookUps = 0, orphans = 0, open = 0 } = total ?? {};
  const faults = open === 0 ? [] : [`${open} of ${attempts} attempts were never closed.`];
  for (const { reference, state, successes, attempts: tries, mapping, success_ms: successMs } of rows) {
    const fitting = mappingsOf.get(reference);
    const meant = fitting === undefined ? 'rejected' : 'synced';
    if (state !== meant) faults.push(`${reference} is ${state ?? 'forgotten'}, not ${meant}.`);
    const wanted = fitting === undefined ? 0 : 1;
    if (successes !== wanted) faults.push(`${reference} has ${successes} successes in the sync log.`);
    const bookedMs = Date.parse(bookedAt.get(reference) ?? '');
    if (successMs !== null && successMs + clockGrainMs < bookedMs)
      faults.push(`${reference} was called booked before it was.`);
    if (fitting === undefined && tries > 0) faults.push(`${reference} was sent although it must be refused.`);
    if (fitting !== undefined && !fitting.some((at) => tollAccounts[at] === mapping)) {
      faults.push(`${reference} was booked by another mapping than the log says.`);
    }
  }
  const unknown = [...mappingsOf.keys()].filter((reference) => !rows.some((it) => it.reference === reference));
  if (unknown.length > 0) faults.push(`${unknown.length} approvals were confirmed and are not stored.`);
  return { attempts, resends, lookUps, orphans, faults };
}

/** What the service calls booked although the ledger has it not; asked before the ledger, which can only have more by then. */
export async function tooEarly(
  database: ChaosDatabase,
  organizations: readonly string[],
  missing: () => Promise<readonly string[]>,
): Promise<string | undefined> {
  const rows = await database.query<{ reference: string }>(
    `select reference from bilag.finished_entries where organization_id = any($1) and state = 'synced'`,
    [organizations],
  );
  const absent = new Set(await missing());
  const told = rows.filter(({ reference }) => absent.has(reference));
  return told.length === 0 ? undefined : `${told.length} called booked that the ledger has not: ${told[0]?.reference}`;
}

/** How many entries may still change by themselves. */
export async function openEntries(
  database: ChaosDatabase,
  organizations: readonly string[],
): Promise<Record<string, number>> {
  const rows = await database.query<{ state: string; count: number }>(
    `select state, count(*)::integer as count from bilag.outbox where organization_id = any($1) and state <> 'rejected' group by state`,
    [organizations],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Whether something is to happen by itself at a later time: a lease ends, a lane has rested, or an entry falls due. */
export async function isWaiting(database: ChaosDatabase, organizations: readonly string[]): Promise<boolean> {
  const rows = await database.query(
    `select from bilag.lanes where organization_id = any($1) and (lease_until > now() or rest_until > now())
     union all select from bilag.outbox where organization_id = any($1) and due_at > now()`,
    [organizations],
  );
  return rows.length > 0;
}
