import { openEntries } from './audit-story.ts';
import type { Tally } from './tally.ts';
import type { World } from './world.ts';

/** What everybody was doing when the run came to a stop: for whoever has to find out why. */
export async function diagnose({ database, children }: World, ids: readonly string[], tally: Tally): Promise<string> {
  const open = await openEntries(database, ids).catch(String);
  const lanes = await database
    .query(
      `select organization_id, owner, fence, lease_until - now() as lease, rest_until - now() as rest, pause_code, troubles
       from bilag.lanes where organization_id = any($1) and (owner is not null or pause_code is not null or rest_until > now())`,
      [ids],
    )
    .catch(String);
  const sessions = await database
    .query(
      `select pid, state, wait_event_type as waits, wait_event, now() - state_change as since, pg_blocking_pids(pid) as blocked_by, left(query, 160) as query
       from pg_stat_activity where backend_type = 'client backend' and (state <> 'idle' or wait_event_type = 'Lock')`,
    )
    .catch(String);
  const missing = tally.rows().filter(({ done, planned }) => done < planned);
  const living = children.list().filter((it) => it.ending() === undefined);
  return [
    'The run came to a stop.',
    `Open entries: ${JSON.stringify(open)}`,
    `Lanes: ${JSON.stringify(lanes)}`,
    `Sessions: ${JSON.stringify(sessions)}`,
    `Not struck yet: ${missing.map(({ name, done, planned }) => `${name} (${done} of ${planned})`).join(', ') || 'nothing'}`,
    ...living.map((it) => `--- ${it.name}, its last words:\n${it.lastWords().slice(-1500)}`),
  ].join('\n');
}
