import { expect, test } from 'vitest';
import type { Alert } from '../src/domain/alert.ts';
import type { DeliveryResult, DueDelivery } from '../src/ports/alert-delivery-store.ts';
import type { AlertSink, SinkOutcome } from '../src/ports/alert-sink.ts';
import { createVirtualClock } from '../src/testing/virtual-clock.ts';
import { deliverAlerts, longestDeliveryMs } from '../src/use-cases/deliver-alerts.ts';

const at = new Date('2026-03-06T10:00:00Z');
const alert: Alert = {
  alertId: 'a1',
  organizationId: 'nbf',
  organizationName: 'NBF',
  kind: 'error-rate',
  cause: '',
  state: 'open',
  code: null,
  connector: null,
  count: 11,
  message: null,
  details: {},
  raisedAt: at,
  changedAt: at,
  clearedAt: null,
  acknowledged: null,
};
const aDelivery = (change: Partial<DueDelivery> = {}): DueDelivery => ({
  organizationId: 'nbf',
  deliveryId: 'd1',
  event: 'raised',
  alert,
  at,
  attempts: 1,
  ageMs: 0,
  target: { sink: 'email', address: 'a@example.org' },
  ...change,
});

/** Delivers what is due once, and says how each try ended. */
async function endsOf(due: readonly DueDelivery[], deliver: AlertSink['deliver'], random = 0) {
  const results: DeliveryResult[] = [];
  const waiting = [...due];
  const deliveries = {
    take: ({ limit }: { limit: number }) => Promise.resolve(waiting.splice(0, limit)),
    record: (_: DueDelivery, result: DeliveryResult) => Promise.resolve(void results.push(result)),
  };
  const sinks = [{ name: 'email', deliver } as const];
  const clock = createVirtualClock();
  const report = await deliverAlerts({ deliveries, sinks, clock, random: { next: () => random } });
  return { results, report };
}
const answering = (outcome: SinkOutcome) => () => Promise.resolve(outcome);

test('a message that is taken is delivered', async () => {
  const { results, report } = await endsOf([aDelivery()], answering({ kind: 'delivered' }));
  expect(results).toEqual([{ kind: 'delivered' }]);
  expect(report).toEqual({ delivered: 1, failed: 0 });
});

test('a message that fails waits longer each time, and never shorter than the receiver asked for', async () => {
  const failed = answering({ kind: 'failed', message: 'Away.' });
  const waits: number[] = [];
  for (const attempts of [1, 2, 3, 4, 5, 6, 60]) {
    const { results } = await endsOf([aDelivery({ attempts })], failed);
    const [result] = results;
    waits.push(result?.kind === 'again' ? result.inMs : -1);
  }
  expect(waits).toEqual([5_000, 30_000, 150_000, 900_000, 3_600_000, 10_800_000, 10_800_000]);
  const asked = await endsOf([aDelivery()], answering({ kind: 'failed', message: 'Busy.', afterMs: 60_000 }));
  expect(asked.results).toEqual([{ kind: 'again', message: 'Busy.', inMs: 60_000 }]);
});

test('a message is given up when nobody took it for three days, when the receiver refuses it, or when there is none any more', async () => {
  const failed = answering({ kind: 'failed', message: 'Away.' });
  expect((await endsOf([aDelivery({ ageMs: longestDeliveryMs })], failed)).results[0]?.kind).toBe('given-up');
  expect((await endsOf([aDelivery({ ageMs: longestDeliveryMs - 1 })], failed)).results[0]?.kind).toBe('again');
  const refused = await endsOf([aDelivery()], answering({ kind: 'refused', message: 'No.' }));
  expect(refused.results).toEqual([{ kind: 'given-up', message: 'No.' }]);
  expect((await endsOf([aDelivery({ target: undefined })], failed)).results[0]?.kind).toBe('given-up');
});

test('one that cannot be sent here, or whose secret does not open, waits; a sink that throws says nothing of why', async () => {
  const webhook = { sink: 'webhook', url: 'https://x.example.org/', secret: 'x' } as const;
  const due = [aDelivery({ target: webhook }), aDelivery({ target: 'unreadable' }), aDelivery()];
  const { results } = await endsOf(due, () => Promise.reject(new Error('secret-of-the-server')));
  expect(results.map(({ kind }) => kind)).toEqual(['again', 'again', 'again']);
  expect(JSON.stringify(results)).not.toContain('secret-of-the-server');
});

test('everything that is due is sent, however much it is', async () => {
  const due = Array.from({ length: 50 }, (_, n) => aDelivery({ deliveryId: `d${n}` }));
  expect((await endsOf(due, answering({ kind: 'delivered' }))).report).toEqual({ delivered: 50, failed: 0 });
});
