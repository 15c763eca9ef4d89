/**
 * How the sync log is read in an order that nothing can be added to before its end: by transaction, as far as none before it is open; a number alone is drawn
 * before it is known when it becomes visible. Whoever reads on keeps a frontier row, and holds it while reading.
 */

/** Which database this is: transactions are numbered by each server, and nothing else tells one from its copy. */
export const liveDatabase = `select coalesce(i.system_identifier, '') || ' ' || i.database_oid from bilag.database_identity() i`;

/** A frontier as it is read; `bigint` columns arrive as text. */
export interface Frontier {
  /** Transaction and number of the last entry that was read. */
  readonly transaction_id: string;
  readonly log_id: string;
  /** What came from a former database: from this transaction on, up to this number. */
  readonly foreign_transaction_id: string;
  readonly foreign_log_id: string;
  /** Whether this is the database that the frontier is of. */
  readonly is_same: boolean;
  readonly database: string;
  /** The first transaction that is still open, and the first that has not begun. */
  readonly first_open: string;
  readonly not_begun: string;
}

/** Nothing comes back while another process holds it. `isSame` compares `f.database` with `live.database`; `further` are columns of the reader's own. */
export const lockFrontierOf = (
  table: string,
  { isSame, further }: { readonly isSame: string; readonly further: string },
) => `
select f.transaction_id::text, f.log_id::text, f.foreign_transaction_id::text, f.foreign_log_id::text, ${isSame} as is_same, live.database,
  pg_snapshot_xmin(live.snapshot)::text as first_open, pg_snapshot_xmax(live.snapshot)::text as not_begun, ${further}
from bilag.${table} f cross join (
  select (${liveDatabase}) as database, pg_current_snapshot() as snapshot
) live for update of f skip locked`;

/** $1 and $2 transaction and number of the last entry that was read, $3 the first transaction that is still open, $4 limit, $5 and $6 what came from a former database. */
export const entriesBeyond = `
  select l.* from bilag.sync_logs l
  where l.transaction_id >= $1::bigint and (l.transaction_id, l.log_id) > ($1::bigint, $2::bigint) and l.transaction_id < $3::bigint
    and not (l.transaction_id >= $5::bigint and l.log_id <= $6::bigint)
  order by l.transaction_id, l.log_id limit $4`;

/** The values of {@link entriesBeyond}. */
export const beyond = (it: Frontier, limit: number) => [
  it.transaction_id,
  it.log_id,
  it.first_open,
  limit,
  it.foreign_transaction_id,
  it.foreign_log_id,
];

/** $1 database, $2 the first transaction that is still open, $3 the first that has not begun: everything before is done, and so is what came from elsewhere. */
export const settleFrontierOf = (table: string) => `
update bilag.${table} set transaction_id = $2::bigint - 1, log_id = 9223372036854775807, database = $1, foreign_transaction_id = $3::bigint,
  foreign_log_id = coalesce((select max(l.log_id) from bilag.sync_logs l where l.transaction_id >= $3::bigint), 0)`;
