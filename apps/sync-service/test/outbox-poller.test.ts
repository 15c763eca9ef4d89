import { deriveVoucherReference, type EnginePorts, type OutboxStore } from '@bilag/core';
import {
  anExpenseRecord,
  anIntegration,
  createFakeGateway,
  createInMemoryMasterDataStore,
  createInMemoryOutboxStore,
} from '@bilag/core/testing';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { createOutboxPoller } from '../src/outbox/outbox-poller.ts';

const integration = anIntegration();

/**
 * A poller that looks by itself once a minute only, on an outbox in memory; the organizations' connectors are disabled, so that a turn ends at once and the
 * lane rests, unless `goesOn`, which is asked before each end of a turn. `isConnected`: they are
 * enabled, and a turn sends ten vouchers.
 */
function aPoller(goesOn: () => boolean = () => false, { failedLeases = 0, failedLooks = 0, isConnected = false } = {}) {
  const outbox = createInMemoryOutboxStore(systemClock);
  const turns: string[] = [];
  const looks: number[] = [];
  let failures = 0;
  const watched: OutboxStore = {
    ...outbox,
    async findDueLanes(limit) {
      looks.push(limit);
      if (looks.length <= failedLooks) throw new Error('The connection was lost.');
      return await outbox.findDueLanes(limit);
    },
    async leaseLanes(request) {
      failures += 1;
      if (failures <= failedLeases) throw new Error('The connection was lost.');
      return await outbox.leaseLanes(request);
    },
    async release(lane, release) {
      turns.push(lane.organizationId);
      return await outbox.release(lane, isConnected ? release : goesOn() ? {} : { restMs: 3_600_000 });
    },
  };
  const masterData = createInMemoryMasterDataStore(systemClock);
  const gateway = createFakeGateway();
  if (isConnected) void masterData.save(integration, gateway.masterData);
  const ports: EnginePorts = {
    outbox: watched,
    config: {
      integrationOf: () => Promise.resolve(isConnected ? integration : undefined),
      mappingVersion: () => Promise.resolve(undefined),
    },
    gateways: { gatewayFor: () => Promise.resolve(gateway) },
    masterData,
    clock: systemClock,
    random: { next: () => 0.5 },
  };
  const serve = { leaseMs: 60_000, passLimit: 10, maxPasses: isConnected ? 1 : 10 };
  const poller = createOutboxPoller(
    ports,
    { pollMs: 60_000, concurrency: 4, graceMs: 1_000, serve },
    pino({ enabled: false }),
  );
  onTestFinished(() => poller.stop());
  const approve = async (organizationId: string) => {
    const record = anExpenseRecord({}, organizationId);
    outbox.approve(record, await deriveVoucherReference(record));
  };
  return { poller, turns, looks, approve };
}

test('DOD-7 what is said to be due is served without looking at all lanes', async () => {
  const { poller, turns, looks, approve } = aPoller();
  poller.start();
  await expect.poll(() => looks.length).toBe(1);
  for (const it of ['nbf', 'hlf', 'nhf']) {
    await approve(it);
    poller.wake(it);
  }
  await expect.poll(() => turns).toEqual(['nbf', 'hlf', 'nhf']);
  expect(looks).toHaveLength(1);
});

test('DOD-7 what is stored while a turn ends is served in the next', async () => {
  const { poller, turns, approve } = aPoller(() => {
    if (turns.length > 1) return false;
    poller.wake('nbf');
    return true;
  });
  await approve('nbf');
  poller.start();
  await expect.poll(() => turns).toEqual(['nbf', 'nbf']);
});

test('DOD-7 whoever could not be leased because of an error is tried again', async () => {
  const { poller, turns, looks, approve } = aPoller(undefined, { failedLeases: 1 });
  poller.start();
  await expect.poll(() => looks.length).toBe(1);
  await approve('nbf');
  poller.wake('nbf');
  await expect.poll(() => turns, { timeout: 5_000 }).toEqual(['nbf']);
  expect(looks).toHaveLength(1);
});

test('DOD-6 while looking fails, whoever is named is served all the same, and it is looked again until somebody is found', async () => {
  const { poller, turns, looks, approve } = aPoller(undefined, { failedLooks: 3 });
  await approve('nobody-said-so');
  poller.start();
  await approve('nbf');
  poller.wake('nbf');
  await expect.poll(() => turns).toEqual(['nbf', 'nobody-said-so']);
  expect(looks).toHaveLength(4);
});

test('DOD-7 what is stored for nobody knows whom is looked for at once', async () => {
  const { poller, turns, looks, approve } = aPoller();
  poller.start();
  await expect.poll(() => looks.length).toBe(1);
  await approve('nbf');
  poller.wake();
  await expect.poll(() => turns).toEqual(['nbf']);
});

test('DOD-7 of more organizations than one look finds each has its turn, and the next look comes at once', async () => {
  const { poller, turns, looks, approve } = aPoller();
  const organizations = Array.from({ length: 1_100 }, (_, at) => `org-${at}`);
  for (const it of organizations) await approve(it);
  poller.start();
  await expect.poll(() => new Set(turns).size).toBe(organizations.length);
  expect(looks.length).toBeGreaterThan(1);
});

test('DOD-7 more than one turn takes is served turn after turn, with no look in between', async () => {
  const { poller, turns, looks, approve } = aPoller(undefined, { isConnected: true });
  for (let at = 0; at < 25; at += 1) await approve('nbf');
  poller.start();
  await expect.poll(() => turns).toEqual(['nbf', 'nbf', 'nbf']);
  expect(looks).toHaveLength(1);
});

test('a poller that never began can be stopped', async () => {
  const { poller, looks } = aPoller();
  poller.wake();
  await poller.stop();
  expect(looks).toEqual([]);
});
