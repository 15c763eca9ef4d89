import { Migration } from '@mikro-orm/migrations';
import { recordOutcomes } from './migration-20261125-record-outcomes.ts';
import { mayBeGone } from './migration-20261127-lasting-doubt.ts';

/**
 * What was refused, or not taken when it was sent, or held back, and whose approval no longer stands. What waited already and could not be settled by a look-up keeps its
 * waiting time: asked at once, again and again, it would soon be held.
 */
const isUnwanted = `o.recalled is not null
      and (c.state = 'rejected' or c.state = 'pending' and (o.state <> 'pending' or c.action is distinct from 'look-up'))`;

/**
 * Outcomes whose recording is repeated, as its answer was lost, change nothing the second time: neither the log nor what a person has asked for meanwhile. And what
 * is recalled while it is held back is due at once.
 */
export class Migration20261127NamedRecordings extends Migration {
  override name = 'Migration20261127NamedRecordings';

  override up(): void {
    this.addSql('alter table bilag.outbox add column recording uuid');
    this.addSql('drop function bilag.record_outcomes');
    const state = `case when ${isUnwanted} and c.in_doubt then 'unknown' when ${isUnwanted} then 'pending' else c.state end`;
    const dueInMs = `case when ${isUnwanted} then 0 else c.due_in_ms end`;
    this.addSql(recordOutcomes({ state, dueInMs, mayBeGone, isNamed: true }));
  }
}
