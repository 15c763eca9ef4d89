import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { alertJob } from '../src/schedule/alert-job.ts';
import { alertsOf, plantBooked, plantEntries } from './support/alerts.ts';
import { aFakeConnector, connectedInDatabase } from './support/plugins.ts';
import { startTestService } from './support/service.ts';

const log = pino({ level: 'silent' });

test('ALR-1 ALR-5 a worker evaluates and clears by itself, at the times of its schedule', async () => {
  const service = await startTestService(
    undefined,
    { BILAG_ALERT_CRON: '* * * * * *' },
    { fake: aFakeConnector().load },
  );
  onTestFinished(() => service.close());
  await connectedInDatabase(service, 'nbf', 'fake');
  await plantEntries(service, 'nbf', { count: 1, state: 'rejected', errors: 3, code: 'ERP_PERIOD_CLOSED' });
  const states = async () => (await alertsOf(service, 'nbf')).map(({ kind, state }) => `${kind} ${state}`);
  await expect.poll(states).toContain('third-failure open');
  await plantBooked(service, 'nbf');
  await expect.poll(states).toContain('third-failure cleared');
});

test('messages are sent also when the rules cannot be evaluated', async () => {
  let sent = 0;
  const work = {
    evaluate: () => Promise.reject(new Error('The database is away.')),
    deliver: () => Promise.resolve({ delivered: (sent += 1), failed: 0 }),
  };
  await alertJob('off', work, log).run(new AbortController().signal, new Date());
  expect(sent).toBe(1);
});
