import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createCronJobs } from '../src/schedule/cron-jobs.ts';

const log = pino({ level: 'silent' });

/** A clock that the test moves; it stands at noon in Oslo on a summer's day. */
function atNoon(): void {
  vi.useFakeTimers({ now: new Date('2026-07-01T10:00:00Z') });
  onTestFinished(() => void vi.useRealTimers());
}
const hour = 3_600_000;

test('a job begins at its time by the clock in Norway, summer and winter', async () => {
  atNoon();
  const begun: string[] = [];
  const run = () => Promise.resolve(void begun.push(new Date().toISOString()));
  const jobs = createCronJobs([{ name: 'job', expression: '15 2 * * *', run }], log);
  jobs.start();
  await vi.advanceTimersByTimeAsync(48 * hour);
  await jobs.stop();
  expect(begun.map((it) => it.slice(0, 16))).toEqual(['2026-07-02T00:15', '2026-07-03T00:15']);
});

test('a job that fails runs again at its next time; one that is still running is not begun beside itself', async () => {
  atNoon();
  let begun = 0;
  const failing = {
    name: 'failing',
    expression: '0 * * * *',
    run: () => ((begun += 1), Promise.reject(new Error('no'))),
  };
  let slow = 0;
  const slowOne = {
    name: 'slow',
    expression: '0 * * * *',
    run: (stop: AbortSignal) =>
      new Promise<void>((resolve) => {
        slow += 1;
        stop.addEventListener('abort', () => resolve());
      }),
  };
  const jobs = createCronJobs([failing, slowOne], log);
  jobs.start();
  await vi.advanceTimersByTimeAsync(3 * hour + 1_000);
  await jobs.stop();
  expect({ begun, slow }).toEqual({ begun: 3, slow: 1 });
});

test('a job that is off never runs', async () => {
  atNoon();
  let begun = 0;
  const jobs = createCronJobs([{ name: 'off', expression: 'off', run: () => Promise.resolve(void (begun += 1)) }], log);
  jobs.start();
  await vi.advanceTimersByTimeAsync(48 * hour);
  await jobs.stop();
  expect(begun).toBe(0);
});
