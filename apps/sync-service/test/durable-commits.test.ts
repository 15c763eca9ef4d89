import { expect, test } from 'vitest';
import { settle } from './support/engine.ts';
import { approve, claim } from './support/failed-records.ts';
import { asOwner } from './support/http-stored.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { aServiceWithMock } from './support/service.ts';

/** Notes, at the end of each transaction, what it wrote to and whether its commit waits until that is on disk. */
const noteCommits = `
  create table public.commits (transaction_id bigint, written text, waits text);
  create function public.note_commit() returns trigger language plpgsql security definer as $$
  begin
    insert into public.commits values (pg_current_xact_id()::text::bigint, tg_table_name, current_setting('synchronous_commit'));
    return null;
  end $$;
  do $$
  declare
    name text;
  begin
    foreach name in array array['lanes', 'expense_records', 'outbox', 'delivery_attempts', 'finished_entries', 'sync_logs', 'receipts'] loop
      execute format('create constraint trigger note_commit after insert or update or delete on bilag.%I
        deferrable initially deferred for each row execute function public.note_commit()', name);
    end loop;
  end $$`;

const commits = `
  select array_agg(distinct written order by written) as written, waits from public.commits group by transaction_id, waits`;

test('DOD-2 approvals, intents and outcomes are on disk before anything is made of them; only a lease, which a crash may take back, does not wait', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await asOwner(service, noteCommits);
  await approve(service, claim('A'));
  await approve(service, claim('B'));
  await settle(service);
  const noted = await asOwner<{ written: string[]; waits: string }>(service, commits);
  const ofLaneAlone = noted.filter(({ written }) => written.join() === 'lanes');
  const others = noted.filter((it) => !ofLaneAlone.includes(it));
  expect(others.filter(({ waits }) => waits !== 'on')).toEqual([]);
  // An approval, an intent (which extends the lease) and an outcome.
  expect(others.map(({ written }) => written.join())).toEqual(
    expect.arrayContaining([
      'expense_records,outbox',
      'delivery_attempts,lanes,outbox',
      'finished_entries,outbox,sync_logs',
    ]),
  );
  expect(ofLaneAlone.map(({ waits }) => waits)).toContain('off');
});
