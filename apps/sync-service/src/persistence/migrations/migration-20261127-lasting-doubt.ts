import { Migration } from '@mikro-orm/migrations';
import { undoForCapture } from './capture/revise.ts';
import { takeApprovalsTogether } from './intake/take-approvals-together.ts';
import { isUnsent, recordOutcomes } from './migration-20261125-record-outcomes.ts';

/**
 * Whether something that this database holds as unsent may have been booked all the same: it is held, or has had no heartbeat for three times the longest that
 * can be set, as after it was put back. Silence alone is no reason to be quiet, so alerts and status webhooks ask for `is_held`.
 */
const mayHaveForgotten = `
create or replace function bilag.may_have_forgotten() returns boolean
language sql stable set search_path = pg_catalog as $$
  select bilag.is_held() or exists (select from bilag.instance i where coalesce(i.beat_at, '-infinity') <= now() - interval '3 minutes')
$$;
revoke execute on function bilag.may_have_forgotten() from public;
grant execute on function bilag.may_have_forgotten() to bilag_app;
`;

/**
 * What was refused, or not taken when it was sent, and whose approval no longer stands. What waited already and was only looked up keeps its waiting time: asked at
 * once, again and again, it would soon be held.
 */
const isUnwanted = `o.recalled is not null and (c.state = 'rejected' or c.state = 'pending' and o.state <> 'pending')`;

/** Somebody has withdrawn or decided it meanwhile; or the outcome is recorded a second time, as the answer to the first was lost. */
export const mayBeGone = `f.sequence is not null and (${isUnsent} or f.state = c.state and f.attempts = c.attempts)`;

const ofSource = (record: string) =>
  `${record}.organization_id = org and ${record}.kind = g.kind and ${record}.source_id = g.source_id`;
const claimOf = (approval: string) => `${approval}.content - '{revision,approvedAt,approvedBy}'::text[]`;

/**
 * Of a claim that was approved again with nothing changed the receipts hang on the record that was sent for. A later approval of the claim that stands, or the same
 * once more, renews their addresses.
 */
const holder = `select r.record_id from bilag.expense_records r
        where ${ofSource('r')} and exists (select from bilag.receipts c where c.organization_id = org and c.record_id = r.record_id)
          and (r.content = g.content or exists (
            select from (select l.record_id, l.revision, l.content from bilag.expense_records l where ${ofSource('l')} order by l.revision desc limit 1) l
            where ${claimOf('l')} = ${claimOf('g')}
              and not exists (select from bilag.withdrawals w where w.organization_id = org and w.record_id = l.record_id)
              and ((g.content->>'revision')::integer > l.revision
                or exists (select from bilag.expense_records k where ${ofSource('k')} and k.content = g.content))))
        order by r.content = g.content desc, r.revision desc limit 1`;

/**
 * In a database that was put back nothing counts as surely unsent, also before the next heartbeat finds it out. Recording outcomes a second time does no harm, and
 * what is recalled waits between its look-ups. And an approval with fresh addresses of files renews those of the claim that stands.
 */
export class Migration20261127LastingDoubt extends Migration {
  override name = 'Migration20261127LastingDoubt';

  override up(): void {
    this.addSql(mayHaveForgotten);
    this.addSql(undoForCapture({ mayBeBooked: 'bilag.may_have_forgotten()' }));
    const state = `case when ${isUnwanted} and c.in_doubt then 'unknown' when ${isUnwanted} then 'pending' else c.state end`;
    const dueInMs = `case when ${isUnwanted} and (c.state = 'rejected' or not c.in_doubt) then 0 else c.due_in_ms end`;
    this.addSql(recordOutcomes({ state, dueInMs, mayBeGone }));
    this.addSql(takeApprovalsTogether({ holder }));
  }
}
