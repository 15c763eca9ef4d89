import { type Change, everything } from '@bilag/core';
import { expect, onTestFinished, test } from 'vitest';
import { createPostgresChangeFeed } from '../src/persistence/postgres-change-feed.ts';
import { aProducer } from './support/producer.ts';
import { openDatabaseOf } from './support/service-database.ts';

/** A feed that listens, what it tells whoever watches everything, and what it had trouble with. */
async function aFeed() {
  const service = await openDatabaseOf(['nbf']);
  const troubles: unknown[] = [];
  const feed = createPostgresChangeFeed(service.database.enginePool, service.ownerUrl, (it) => troubles.push(it));
  const changes: Change[] = [];
  feed.watch(everything, (change) => changes.push(change));
  onTestFinished(async () => {
    await feed.close();
    await service.close();
  });
  feed.start();
  const listeners = `select count(*)::integer as count from pg_stat_activity where datname = current_database() and query = 'listen bilag_changes'`;
  await expect.poll(() => service.asOwner(listeners)).toEqual([{ count: 1 }]);
  return { service, troubles, changes };
}

test.each([
  'x',
  '',
  'null',
  '[]',
  '{"sender":"x"}',
  '{"sender":"x","changes":{}}',
  '{"sender":"x","changes":[null]}',
  '{"sender":"x","changes":[["nbf",null]]}',
  '{"sender":"x","changes":[[7,["status"]]]}',
])('any login may announce «%s», and the process listens on', async (payload) => {
  const { service, troubles, changes } = await aFeed();
  const { client } = await aProducer(service.ownerUrl, []);
  await client.query('select pg_notify($1, $2)', ['bilag_changes', payload]);
  await expect.poll(() => troubles).toHaveLength(1);
  const known = JSON.stringify({ sender: 'another replica', changes: [['nbf', ['alerts', 'gossip']]] });
  await client.query('select pg_notify($1, $2)', ['bilag_changes', known]);
  await expect.poll(() => changes).toMatchObject([{ organizationId: 'nbf', topics: ['alerts'] }]);
  expect(troubles).toEqual([new Error('A notification on «bilag_changes» has another form than ours.')]);
});
