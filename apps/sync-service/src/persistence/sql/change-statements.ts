/**
 * $1 organizations, or null for all: how far each has come. Two look-ups in indexes per organization. A place in a log and a number of an approval, because an approval
 * that is stored has no entry in the log yet.
 */
export const positions = `
select o.organization_id,
  coalesce((select l.log_id from bilag.sync_logs l where l.organization_id = o.organization_id order by l.log_id desc limit 1), 0)::text || '.' ||
  coalesce((select r.sequence from bilag.expense_records r where r.organization_id = o.organization_id order by r.sequence desc limit 1), 0)::text as position
from bilag.organizations o where $1::text[] is null or o.organization_id = any($1::text[])`;
