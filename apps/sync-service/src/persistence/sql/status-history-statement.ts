/** How many days there are, and of how many bookings at most the time that they took is looked up. */
const days = 14;
const timedRecords = 2_000;

/**
 * $1 organization: its last days, by Norway’s calendar. Bookings and errors are read from indexes by their instants, beginning at the first midnight; reversals
 * are no bookings. The time from approval to booking is that of the latest records only, so that a large organization waits no longer for it; the limit of one has each looked up by its key, not all records read.
 */
export const statusHistory = `
with today as materialized (select (statement_timestamp() at time zone 'Europe/Oslo')::date as day),
first_midnight as materialized (select (day - ${days - 1})::timestamp at time zone 'Europe/Oslo' as at from today),
booked as (
  select (f.updated_at at time zone 'Europe/Oslo')::date as day, count(*) as records
  from bilag.finished_entries f
  where f.organization_id = $1 and f.state = 'synced' and f.reverses is null and f.updated_at >= (select at from first_midnight)
  group by 1
), failed as (
  select (l.at at time zone 'Europe/Oslo')::date as day, count(distinct l.record_id) as records
  from bilag.sync_logs l
  where l.organization_id = $1 and l.at >= (select at from first_midnight)
    and l.record_id is not null and l.error_code is not null and l.result in ('failed', 'retrying', 'in-doubt', 'held')
  group by 1
), latest as (
  select f.record_id, f.updated_at from bilag.finished_entries f
  where f.organization_id = $1 and f.state = 'synced' and f.reverses is null and f.updated_at >= (select at from first_midnight)
  order by f.updated_at desc limit ${timedRecords}
), timed as (
  select count(*) as records, percentile_cont(array[0.5, 0.95]) within group (order by greatest(0, extract(epoch from b.updated_at - r.received_at))) as seconds
  from latest b cross join lateral (
    select received_at from bilag.expense_records where organization_id = $1 and record_id = b.record_id limit 1
  ) r
)
select to_char(d.day, 'YYYY-MM-DD') as date, coalesce(b.records, 0)::integer as booked, coalesce(f.records, 0)::integer as failed,
  t.records::integer as timed, t.seconds[1]::double precision as p50, t.seconds[2]::double precision as p95
from (select t.day - i as day from today t cross join generate_series(0, ${days - 1}) i) d
left join booked b on b.day = d.day left join failed f on f.day = d.day cross join timed t
order by d.day`;
