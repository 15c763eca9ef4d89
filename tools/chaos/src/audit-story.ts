import type { ChaosDatabase } from './database.ts';
import type { ClaimVerdict } from './judge-claim.ts';
import type { LedgerVerdict } from './ledger-oracle.ts';

/** What the service says of itself: read as the database's owner, and held against the ledger. */
export interface AuditStory {
  readonly attempts: number;
  /** Attempts that were not the first of their voucher. */
  readonly resends: number;
  /** Look-ups that settled something, or tried to. */
  readonly lookUps: number;
  /** Attempts that an earlier sender left open and a later one closed. */
  readonly orphans: number;
  readonly faults: readonly string[];
}

interface StoryRow {
  /** Of the voucher, and of the one that it takes back. */
  readonly reference: string;
  readonly reverses: string | null;
  readonly state: string | null;
  readonly successes: number;
  readonly attempts: number;
  readonly mapping: string | null;
  /** When success was first logged, in milliseconds since 1970. */
  readonly success_ms: number | null;
}

/** One row per voucher: where its entry has ended up, how often success was logged, and what its last attempt was made with. */
const stories = `
with entries as (
  select organization_id, record_id, sequence, reference, reverses, state from bilag.outbox
  union all select organization_id, record_id, sequence, reference, reverses, state from bilag.finished_entries)
select coalesce(e.reference, r.reference) as reference, e.reverses, e.state,
  (select count(*)::integer from bilag.sync_logs l where l.organization_id = e.organization_id and l.sequence = e.sequence
    and l.result = 'succeeded') as successes,
  (select extract(epoch from min(l.at))::double precision * 1000 from bilag.sync_logs l where l.organization_id = e.organization_id
    and l.sequence = e.sequence and l.result = 'succeeded') as success_ms,
  (select count(*)::integer from bilag.delivery_attempts a where a.organization_id = e.organization_id and a.sequence = e.sequence) as attempts,
  (select m.content->'expenseTypes'->'toll'->>'ledgerAccount' from bilag.delivery_attempts a
    join bilag.field_mappings m on m.organization_id = a.organization_id and m.version = a.mapping_version
    where a.organization_id = e.organization_id and a.sequence = e.sequence order by a.attempt desc limit 1) as mapping
from bilag.expense_records r left join entries e on e.organization_id = r.organization_id and e.record_id = r.record_id
where r.organization_id = any($1)`;

/** What became of an attempt is told by the log of its number. */
const counts = `
select count(*)::integer as attempts, (count(*) filter (where attempt > 1))::integer as resends,
  (count(*) filter (where not exists (select from bilag.sync_logs l where l.organization_id = a.organization_id and l.record_id = a.record_id
    and l.sequence = a.sequence and l.attempt = a.attempt and l.action = 'attempt')))::integer as open,
  (select count(*)::integer from bilag.sync_logs where action = 'attempt' and error_code = 'SENDER_LOST' and organization_id = any($1)) as orphans,
  (select count(*)::integer from bilag.sync_logs where action = 'look-up' and organization_id = any($1)) as "lookUps"
from bilag.delivery_attempts a where organization_id = any($1)`;

/** The ledger and the database share a clock, but write it down in other units. In milliseconds. */
const clockGrainMs = 2;

/** Reads it. `tollAccounts`: the account of tolls in each of the mappings, by which they are told apart. */
export async function readAuditStory(
  database: ChaosDatabase,
  organizations: readonly string[],
  tollAccounts: readonly string[],
  { claims }: LedgerVerdict,
): Promise<AuditStory> {
  const rows = await database.query<StoryRow>(stories, [organizations]);
  const [total] = await database.query<Omit<AuditStory, 'faults'> & { open: number }>(counts, [organizations]);
  const { attempts = 0, resends = 0, lookUps = 0, orphans = 0, open = 0 } = total ?? {};
  const faults = open === 0 ? [] : [`${open} of ${attempts} attempts were never told the end of.`];
  const reversed = new Set(rows.map(({ reverses }) => reverses));
  for (const row of rows) {
    const verdict = claims.get(row.reverses ?? row.reference);
    if (verdict === undefined) faults.push(`${row.reference} is stored and was never approved.`);
    else faults.push(...rowFaults(row, verdict, tollAccounts));
  }
  const known = new Set(rows.map(({ reference }) => reference));
  for (const [reference, { takenBackAt }] of claims) {
    if (!known.has(reference)) faults.push(`${reference} was confirmed and is not stored.`);
    if (takenBackAt !== '' && !reversed.has(reference))
      faults.push(`${reference} is taken back, and nobody knows why.`);
  }
  return { attempts, resends, lookUps, orphans, faults };
}

function rowFaults(row: StoryRow, verdict: ClaimVerdict, tollAccounts: readonly string[]): readonly string[] {
  const { reference, reverses, state, successes, attempts, mapping, success_ms: successMs } = row;
  const isReversal = reverses !== null;
  const told = isReversal ? `${reference}, which takes back ${reverses},` : reference;
  const faults: string[] = [];
  // What takes back a voucher that turns out not to be booked is cancelled.
  const meant = isReversal ? (verdict.bookedAt === '' ? 'cancelled' : 'synced') : verdict.state;
  if (state !== meant) faults.push(`${told} is ${state ?? 'forgotten'}, not ${meant}.`);
  const wanted = meant === 'synced' ? 1 : 0;
  if (successes !== wanted) faults.push(`${told} has ${successes} successes in the sync log.`);
  const bookedMs = Date.parse(isReversal ? verdict.takenBackAt : verdict.bookedAt);
  if (successMs !== null && successMs + clockGrainMs < bookedMs)
    faults.push(`${told} was called booked before it was.`);
  if (attempts > 0 && verdict.fate === 'never sent') faults.push(`${told} was sent although it must not be.`);
  if (wanted === 1 && !verdict.mappings.some((at) => tollAccounts[at] === mapping))
    faults.push(`${told} was booked by another mapping than the log says.`);
  return faults;
}

/** What the service calls booked although the ledger has it not; asked before the ledger, which can only have more by then. */
export async function tooEarly(
  database: ChaosDatabase,
  organizations: readonly string[],
  inLedger: () => Promise<ReadonlySet<string>>,
): Promise<string | undefined> {
  const rows = await database.query<{ reference: string }>(
    `select reference from bilag.finished_entries where organization_id = any($1) and state = 'synced'`,
    [organizations],
  );
  if (rows.length === 0) return undefined;
  const there = await inLedger();
  const told = rows.filter(({ reference }) => !there.has(reference));
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
