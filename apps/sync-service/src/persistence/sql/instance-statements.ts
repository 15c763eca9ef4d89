const milliseconds = (instant: string) =>
  `case when isfinite(${instant}) then (extract(epoch from ${instant}) * 1000)::bigint end`;

/** $1 to $3 what the worker remembers, or null, $4 whether that could not be read. */
export const beat = 'select instance_id, epoch, beats, mode, why from bilag.beat($1, $2, $3, $4)';

/** Instants in milliseconds since 1970; the waiting time after a release only while it lasts. */
export const read = `
select i.instance_id, i.epoch, i.mode, i.why, ${milliseconds('i.since')} as since_ms,
  case when i.send_after > clock_timestamp() then ${milliseconds('i.send_after')} end as send_after_ms,
  ${milliseconds('i.look_up_before')} as look_up_before_ms, ${milliseconds('i.beat_at')} as beat_ms, ${milliseconds('i.released_at')} as released_ms,
  i.released_by, i.release_reason, i.system_identifier, i.timeline, i.database_oid, i.database_name,
  live.system_identifier as live_system_identifier, live.timeline as live_timeline, live.database_oid as live_database_oid,
  live.database_name as live_database_name
from bilag.instance i cross join bilag.database_identity() live`;

/** $1 epoch, $2 actor, $3 reason, $4 rest in ms, $5 how many numbers are skipped. */
export const release = 'select bilag.release_instance($1, $2, $3, $4, $5) as result';
