import type { ExpenseRecordJson, MasterData, OutboxStore } from '@bilag/core';
import { aFieldMapping, fakeTraits } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { anOrganization, serveOptions, type TestOrganization } from './support/an-organization.ts';

const accounts = ['7100', '7140', '7142', '7143', '5390', '2910', '2990'];
const known = (costCenters: readonly string[]): MasterData => ({
  ledgerAccounts: accounts.map((number) => ({ number, name: number, postable: true })),
  dimensions: { costCenter: costCenters.map((code) => ({ code, name: code, postable: true })) },
});

const onCostCenter = (costCenter: string): Partial<ExpenseRecordJson> => ({
  lines: [{ expenseType: 'toll', amount: '120.00', costCenter, text: 'Toll' }],
});

function openOrganization(costCenters: readonly string[]): TestOrganization {
  const org = anOrganization(aFieldMapping(), {}, 'unread');
  org.gateway.masterData = known(costCenters);
  return org;
}

const { masterDataRestMs } = fakeTraits;
const integration = { organizationId: 'nbf', configVersion: 1, credentialVersion: 1 };

describe('before a voucher is sent, it is checked against what the accounting system has', () => {
  test('what it would refuse is rejected with its cause, and not one call is made for it', async () => {
    const org = openOrganization(['310']);
    const [bad, good] = [await org.approve(onCostCenter('999')), await org.approve(onCostCenter('310'))];
    expect(await org.serve()).toBe('drained');
    expect(org.entry(bad)).toMatchObject({
      state: 'rejected',
      attempts: 0,
      failure: { code: 'ERP_UNKNOWN_DIMENSION_VALUE', message: expect.stringContaining('999') },
    });
    expect(org.entry(good)?.state).toBe('synced');
    expect(org.gateway.calls).toEqual([[good.reference]]);
    expect(org.gateway.readings).toBe(1);
  });

  test('a cost center that was opened after the last reading is found by a new one, and nobody has to retry', async () => {
    const org = openOrganization(['310']);
    await org.approve(onCostCenter('310'));
    await org.serve();
    org.clock.advance(masterDataRestMs);
    org.gateway.masterData = known(['310', '320']);
    const it = await org.approve(onCostCenter('320'));
    expect(await org.serve()).toBe('drained');
    expect(org.entry(it)?.state).toBe('synced');
    expect(org.gateway.readings).toBe(2);
  });

  test('one that waited for days is not rejected by a reading of days ago', async () => {
    const org = openOrganization(['310', '320']);
    org.outbox.setEnabled('nbf', false);
    const it = await org.approve(onCostCenter('320'));
    org.clock.advance(1_000);
    await org.ports.masterData.save(integration, known(['310']));
    org.clock.advance(3 * 24 * 3_600_000);
    org.outbox.setEnabled('nbf', true);
    await org.serve();
    expect(org.entry(it)?.state).toBe('synced');
    expect(org.gateway.readings).toBe(1);
  });

  test('while a new reading is not allowed yet it waits, held back and not rejected, and the others go', async () => {
    const org = openOrganization(['310']);
    await org.approve(onCostCenter('310'));
    await org.serve();
    org.clock.advance(masterDataRestMs / 3);
    const [unknown, good] = [await org.approve(onCostCenter('320')), await org.approve(onCostCenter('310'))];
    await org.serve();
    const failure = { code: 'ERP_UNKNOWN_DIMENSION_VALUE' };
    expect(org.entry(unknown)).toMatchObject({ state: 'pending', attempts: 0, failures: 0, failure });
    expect(org.entry(good)?.state).toBe('synced');
    expect(org.gateway.readings).toBe(1);
    org.gateway.masterData = known(['310', '320']);
    org.clock.advance(masterDataRestMs);
    await org.serve();
    expect(org.entry(unknown)?.state).toBe('synced');
  });

  test('all that waited for a reading are decided by it, also those of a later pass', async () => {
    const org = openOrganization(['310']);
    await org.approve(onCostCenter('310'));
    await org.serve();
    org.clock.advance(1);
    const many = await Promise.all(Array.from({ length: 5 }, () => org.approve(onCostCenter('320'))));
    await org.serve({ passLimit: 2 });
    org.clock.advance(masterDataRestMs);
    const passing: OutboxStore = {
      ...org.outbox,
      readDue(lane, limit) {
        org.clock.advance(1);
        return org.outbox.readDue(lane, limit);
      },
    };
    await org.serve({ passLimit: 2, outbox: passing });
    expect(many.map((it) => org.entry(it)?.state)).toEqual(many.map(() => 'rejected'));
    expect(org.gateway.readings).toBe(2);
  });

  test('one that was in doubt is looked up before it is held back, and again before it is sent', async () => {
    const org = openOrganization(['310']);
    org.gateway.faults.push('lose-request');
    const it = await org.approve(onCostCenter('310'));
    await org.serve();
    org.clock.advance(fakeTraits.settlingMs - 1);
    await org.ports.masterData.save(integration, known([]));
    org.clock.advance(1);
    org.gateway.masterData = known(['310']);
    await org.serve();
    expect(org.entry(it)).toMatchObject({ state: 'pending', everInDoubt: true, inDoubt: false });
    org.clock.advance(masterDataRestMs);
    await org.serve();
    expect(org.entry(it)?.state).toBe('synced');
    expect(org.gateway.lookUps).toHaveLength(2);
    expect(org.timesBooked(it)).toBe(1);
  });

  test('one that was in doubt and is booked counts as booked, whatever has been closed meanwhile', async () => {
    const org = openOrganization(['310']);
    org.gateway.faults.push('lose-reply');
    const it = await org.approve(onCostCenter('310'));
    await org.serve();
    org.clock.advance(fakeTraits.settlingMs);
    await org.ports.masterData.save(integration, known([]));
    await org.serve();
    expect(org.entry(it)?.state).toBe('synced');
    expect(org.timesBooked(it)).toBe(1);
  });
});

describe('the master data cannot be read', () => {
  test('and never were: nothing is sent, and the lane rests', async () => {
    const org = openOrganization(['310']);
    org.gateway.silent = true;
    const it = await org.approve(onCostCenter('310'));
    expect(await org.serve()).toBe('resting');
    expect(org.entry(it)).toMatchObject({ state: 'pending', attempts: 0 });
    expect(org.gateway.calls).toEqual([]);
    org.gateway.silent = false;
    org.clock.advance(60_000);
    await org.serve();
    expect(org.entry(it)?.state).toBe('synced');
  });

  test('and the sign-in is refused: the organization is paused', async () => {
    const org = openOrganization(['310']);
    org.gateway.signInRefused = true;
    await org.approve(onCostCenter('310'));
    expect(await org.serve()).toBe('paused');
    expect(org.outbox.pauseOf('nbf')).toMatchObject({ code: 'ERP_AUTHENTICATION_FAILED' });
  });

  test('again: what fits by the last reading is sent, and only what does not fit waits', async () => {
    const org = openOrganization(['310']);
    await org.approve(onCostCenter('310'));
    await org.serve();
    org.clock.advance(masterDataRestMs);
    const [unknown, good] = [await org.approve(onCostCenter('320')), await org.approve(onCostCenter('310'))];
    org.gateway.silent = true;
    await org.serve();
    expect(org.entry(good)?.state).toBe('synced');
    expect(org.entry(unknown)?.state).toBe('pending');
  });

  test('because the connector throws or hangs: it is given up in time, and the worker is free', async () => {
    const org = openOrganization(['310']);
    const it = await org.approve(onCostCenter('310'));
    org.gateway.readMasterData = () => Promise.reject(new TypeError('A fault of the connector.'));
    expect(await org.serve()).toBe('resting');
    org.clock.advance(60_000);
    const asked = Promise.withResolvers<void>();
    org.gateway.readMasterData = () => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    const served = org.serve();
    await asked.promise;
    org.clock.advance(60_000);
    expect(await served).toBe('resting');
    expect(org.entry(it)).toMatchObject({ state: 'pending', attempts: 0 });
  });

  test('quickly: while it is being read, nobody else takes the lane', async () => {
    const org = openOrganization(['310']);
    await org.approve(onCostCenter('310'));
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<MasterData>();
    org.gateway.readMasterData = () => {
      asked.resolve();
      return answer.promise;
    };
    const slow = org.serve({ owner: 'slow' });
    await asked.promise;
    org.clock.advance(serveOptions.leaseMs);
    expect(await org.lease('other')).toBeUndefined();
    answer.resolve(known(['310']));
    expect(await slow).toBe('drained');
  });
});
