import { type OutboxEntry, SyncError, transition } from '@bilag/core';
import { aFieldMapping, createFakeGateway, type FakeFault, fakeTraits } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { anOrganization } from './support/an-organization.ts';

describe('the send protocol', () => {
  test('DOD-7 an approved record is booked without anybody’s help', async () => {
    const org = anOrganization();
    const it = await org.approve();
    expect(await org.serve()).toBe('drained');
    expect(org.entry(it)).toMatchObject({ state: 'synced', erpReference: `F-${it.reference}`, attempts: 1 });
    expect(org.timesBooked(it)).toBe(1);
  });

  test('what is due but brings a turn nowhere is not served again at once', async () => {
    const org = anOrganization();
    await org.approve();
    const outbox = { ...org.outbox, readDue: () => Promise.resolve([]), release: () => Promise.resolve(true) };
    expect(await org.serve({ outbox })).toBe('drained');
  });

  test.each<FakeFault>(['lose-reply', 'lose-request', 'throw', 'forget-others'])(
    'DOD-2 after «%s» every voucher is looked up once the settling time is over, and booked exactly once',
    async (fault) => {
      const org = anOrganization();
      const [a, b] = [await org.approve(), await org.approve()];
      org.gateway.faults.push(fault);
      await org.serve();
      expect(org.entry(b)?.state).toBe('unknown');
      org.clock.advance(fakeTraits.settlingMs - 1);
      await org.serve();
      expect(org.gateway.calls).toHaveLength(1);
      org.clock.advance(1);
      await org.serve();
      for (const it of [a, b]) {
        expect(org.entry(it)?.state).toBe('synced');
        expect(org.timesBooked(it)).toBe(1);
      }
    },
  );

  test('a connector that never answers is given up at its deadline, and its vouchers are in doubt', async () => {
    const org = anOrganization();
    const it = await org.approve();
    org.gateway.faults.push('hang');
    const called = org.gateway.nextCall();
    const served = org.serve();
    await called;
    org.clock.advance(fakeTraits.longestOperationMs);
    expect(await served).toBe('resting');
    expect(org.entry(it)).toMatchObject({ state: 'unknown', failure: { code: 'ERP_TIMEOUT' } });
  });

  test('a voucher in doubt is never sent while the accounting system cannot be asked', async () => {
    const org = anOrganization();
    const it = await org.approve();
    org.gateway.faults.push('lose-reply');
    await org.serve();
    org.gateway.silent = true;
    for (let hour = 0; hour < 20; hour += 1) {
      org.clock.advance(3_600_000);
      await org.serve();
    }
    expect(org.gateway.calls).toHaveLength(1);
    expect(org.entry(it)?.state).toBe('unknown');
    org.gateway.silent = false;
    org.clock.advance(3_600_000);
    await org.serve();
    expect(org.entry(it)?.state).toBe('synced');
  });

  test('a voucher in doubt does not hold up those behind it', async () => {
    const org = anOrganization();
    const first = await org.approve();
    org.gateway.faults.push('lose-request');
    await org.serve();
    const second = await org.approve();
    org.clock.advance(1_000);
    await org.serve();
    expect([org.entry(first)?.state, org.entry(second)?.state]).toEqual(['unknown', 'synced']);
  });

  test('found under the same reference but different, it is held for a person and not booked again', async () => {
    const org = anOrganization();
    const it = await org.approve();
    org.gateway.faults.push('lose-reply');
    await org.serve();
    // Mapping changes meanwhile do not make a difference: it is compared with what was sent.
    org.remap(aFieldMapping({ version: 2, credit: { employee: { ledgerAccount: '2999' } } }));
    org.clock.advance(fakeTraits.settlingMs);
    await org.serve();
    expect(org.entry(it)?.state).toBe('synced');

    const other = await org.approve();
    org.gateway.faults.push('lose-reply');
    await org.serve();
    Object.assign(org.gateway.booked.at(-1)?.lines[0] ?? {}, { ledgerAccount: '6800' });
    org.clock.advance(fakeTraits.settlingMs);
    await org.serve();
    expect(org.entry(other)).toMatchObject({ state: 'held', failure: { code: 'ERP_VOUCHER_DIFFERS' } });
    expect(org.timesBooked(other)).toBe(1);
  });

  test('refused credentials pause the organization and burn no attempt', async () => {
    const org = anOrganization();
    const it = await org.approve();
    org.gateway.faults.push('sign-in-refused');
    expect(await org.serve()).toBe('paused');
    expect(org.outbox.pauseOf('nbf')?.code).toBe('ERP_AUTHENTICATION_FAILED');
    expect(org.entry(it)).toMatchObject({ state: 'pending', failures: 0 });
    expect(await org.serve()).toBeUndefined();
  });

  test('a process that cannot open a connector sends nothing and lets the lane rest; another one may still serve it', async () => {
    const org = anOrganization();
    const it = await org.approve();
    const fault = new SyncError('INVALID_SETTINGS', 'The address is missing.', { field: 'baseUrl' });
    expect(await org.serve({ gateways: { gatewayFor: () => Promise.reject(fault) } })).toBe('unable');
    expect(org.outbox.pauseOf('nbf')).toBeUndefined();
    expect(org.gateway.calls).toEqual([]);
    org.clock.advance(60_000);
    await org.serve();
    expect(org.entry(it)?.state).toBe('synced');
  });

  test('a voucher in doubt in other books than those connected now is held for a person and not sent', async () => {
    const org = anOrganization();
    const it = await org.approve();
    org.gateway.faults.push('lose-request');
    await org.serve();
    org.outbox.connectLedger('nbf', 'another');
    for (let look = 0; look < 3; look += 1) {
      org.clock.advance(3_600_000);
      await org.serve();
    }
    expect(org.entry(it)).toMatchObject({ state: 'held', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' } });
    expect(org.gateway.calls).toHaveLength(1);
  });

  test.each([
    ['settles nothing', 0],
    ['settles nothing, nor when nothing new is sent as the month’s allowance is used up', 100],
  ])(
    'a look-up into books that are no longer connected %s, though the former ones were connected again meanwhile',
    async (_what, requests) => {
      const traits = { monthlyAllowance: { requests: 100, megabytesUp: 10, megabytesDown: 10 } };
      const org = anOrganization(aFieldMapping(), traits);
      const it = await org.approve({ sourceId: 'CLM-7' });
      org.gateway.faults.push('lose-reply');
      await org.serve();
      org.outbox.connectLedger('nbf', 'another');
      await org.withdraw('CLM-7');
      org.clock.advance(3_600_000);
      const others = createFakeGateway(traits, org.clock);
      const doors = [others];
      const gateways = {
        gatewayFor() {
          // The administrator is faster than the worker.
          if (doors.length > 0) org.outbox.connectLedger('nbf', 'first');
          return Promise.resolve(doors.shift() ?? org.gateway);
        },
      };
      const usage = {
        currentMonth: () => Promise.resolve({ requests, bytesUp: 0, bytesDown: 0, at: org.clock.now() }),
      };
      await org.serve({ gateways, usage });
      org.clock.advance(60_000);
      await org.serve({ gateways, usage });
      expect(others.lookUps).toEqual([]);
      expect(org.entry(it)).toMatchObject({ state: 'synced', recalled: 'APPROVAL_WITHDRAWN' });
    },
  );

  test('TOG-2 a connector that was disabled after its lane was leased sends nothing', async () => {
    const org = anOrganization();
    const it = await org.approve();
    const config = { ...org.ports.config, integrationOf: () => Promise.resolve(undefined) };
    expect(await org.serve({ config })).toBe('disabled');
    expect(org.gateway.calls).toEqual([]);
    expect(org.entry(it)?.state).toBe('pending');
  });

  test('an unreachable ERP lets the lane rest instead of hammering it', async () => {
    const org = anOrganization();
    for (let at = 0; at < 25; at += 1) await org.approve();
    org.gateway.faults.push('unreachable');
    expect(await org.serve()).toBe('resting');
    expect(org.gateway.calls).toHaveLength(1);
    expect(await org.serve()).toBeUndefined();
    org.clock.advance(60_000);
    expect(await org.serve()).toBe('drained');
    expect(org.outbox.entries().every((it) => it.state === 'synced')).toBe(true);
  });

  test('a batch refused as a whole is narrowed down to the voucher at fault; all others are booked', async () => {
    const org = anOrganization();
    const entries: OutboxEntry[] = [];
    for (let at = 0; at < 8; at += 1) entries.push(await org.approve());
    const culprit = entries[5]?.reference;
    const post = org.gateway.postVouchers.bind(org.gateway);
    org.gateway.postVouchers = (batch, context) => {
      if (batch.some((it) => it.reference === culprit)) org.gateway.faults.push('refuse-batch');
      return post(batch, context);
    };
    await org.serve();
    expect(entries.map((it) => org.entry(it)?.state)).toEqual([
      'synced',
      'synced',
      'synced',
      'synced',
      'synced',
      'rejected',
      'synced',
      'synced',
    ]);
    expect(org.gateway.calls.length).toBeLessThanOrEqual(8);
  });

  test('an unmapped record is rejected before anything is sent, and the others go out', async () => {
    const { toll: _toll, ...expenseTypes } = aFieldMapping().expenseTypes;
    const org = anOrganization(aFieldMapping({ expenseTypes }));
    const unmapped = await org.approve();
    const good = await org.approve({ lines: [{ expenseType: 'mileage', amount: '1.00', text: 'km' }] });
    await org.serve();
    expect(org.entry(unmapped)).toMatchObject({
      state: 'rejected',
      attempts: 0,
      failure: { code: 'UNMAPPED_EXPENSE_TYPE' },
    });
    expect(org.entry(good)?.state).toBe('synced');
  });

  test('RTY-2 a rejected record that is retried after its mapping was mended is booked', async () => {
    const org = anOrganization(aFieldMapping({ credit: {} }));
    const it = await org.approve();
    await org.serve();
    org.remap(aFieldMapping({ version: 2 }));
    const rejected = org.entry(it);
    if (rejected) org.outbox.change(rejected, transition(rejected, { type: 'retry-requested' }));
    await org.serve();
    expect(org.entry(it)?.state).toBe('synced');
  });

  test('TOG-2 once the connector is disabled no further call is made, not even in the middle of a turn', async () => {
    const org = anOrganization(aFieldMapping(), { maxVouchersPerCall: 1 });
    const [first, second] = [await org.approve(), await org.approve()];
    const post = org.gateway.postVouchers.bind(org.gateway);
    org.gateway.postVouchers = (batch, context) => {
      org.outbox.setEnabled('nbf', false);
      return post(batch, context);
    };
    expect(await org.serve()).toBe('turn-over');
    expect([org.entry(first)?.state, org.entry(second)?.state]).toEqual(['synced', 'pending']);
    org.outbox.setEnabled('nbf', true);
    await org.serve();
    expect(org.entry(second)?.state).toBe('synced');
  });

  test('a voucher whose approval is withdrawn in the middle of a turn is not sent, and the turn goes on with the others', async () => {
    const org = anOrganization(aFieldMapping(), { maxVouchersPerCall: 1 });
    const [first, second, third] = [
      await org.approve({ sourceId: 'A' }),
      await org.approve({ sourceId: 'B' }),
      await org.approve({ sourceId: 'C' }),
    ];
    const post = org.gateway.postVouchers.bind(org.gateway);
    org.gateway.postVouchers = async (batch, context) => {
      if (batch[0]?.reference === first.reference) await org.withdraw('B');
      return await post(batch, context);
    };
    expect(await org.serve()).toBe('drained');
    expect([first, second, third].map((it) => org.entry(it)?.state)).toEqual(['synced', 'cancelled', 'synced']);
    expect(org.timesBooked(second)).toBe(0);
  });

  test('a worker that is told to stop ends its call, leaves the rest as it is, and the next turn sends it', async () => {
    const org = anOrganization(aFieldMapping(), { maxVouchersPerCall: 2 });
    const entries = [await org.approve(), await org.approve(), await org.approve(), await org.approve()];
    const stopping = new AbortController();
    const post = org.gateway.postVouchers.bind(org.gateway);
    org.gateway.postVouchers = (batch, context) => {
      stopping.abort();
      return post(batch, context);
    };
    expect(await org.serve({ stop: stopping.signal })).toBe('stopped');
    expect(entries.map((it) => org.entry(it)?.state)).toEqual(['synced', 'synced', 'pending', 'pending']);
    expect(await org.serve()).toBe('drained');
    expect(entries.map(org.timesBooked)).toEqual([1, 1, 1, 1]);
  });

  test('a worker that must end now gives up its call, and the voucher is looked up later and booked once', async () => {
    const org = anOrganization();
    const it = await org.approve();
    org.gateway.faults.push('hang');
    const [stopping, givingUp] = [new AbortController(), new AbortController()];
    const called = org.gateway.nextCall();
    const served = org.serve({ stop: stopping.signal, giveUp: givingUp.signal });
    await called;
    stopping.abort();
    givingUp.abort();
    expect(await served).toBe('stopped');
    expect(org.entry(it)).toMatchObject({ state: 'unknown', failure: { code: 'ERP_TIMEOUT' } });
    org.clock.advance(fakeTraits.settlingMs);
    await org.serve();
    expect(org.entry(it)).toMatchObject({ state: 'synced', attempts: 1 });
    expect(org.timesBooked(it)).toBe(1);
  });

  test('a worker that is told to stop gives up what only reads, and nothing is the worse for it', async () => {
    const org = anOrganization(aFieldMapping(), {}, 'unread');
    const it = await org.approve();
    const stopping = new AbortController();
    org.gateway.readMasterData = () => {
      stopping.abort();
      return new Promise(() => undefined);
    };
    expect(await org.serve({ stop: stopping.signal })).toBe('stopped');
    expect(org.entry(it)).toMatchObject({ state: 'pending', attempts: 0, failures: 0 });
  });

  test('of a batch with one bad account the bad voucher is rejected and the others are booked', async () => {
    const org = anOrganization(aFieldMapping({ expenseTypes: { ...aFieldMapping().expenseTypes, toll: badAccount } }));
    const good = { expenseType: 'mileage', amount: '1.00', text: 'km' };
    const [a, b, c] = [
      await org.approve({ lines: [good] }),
      await org.approve({ lines: [{ ...good, expenseType: 'toll' }] }),
      await org.approve({ lines: [good] }),
    ];
    await org.serve();
    org.clock.advance(10_000);
    await org.serve();
    expect([a, b, c].map((it) => org.entry(it)?.state)).toEqual(['synced', 'rejected', 'synced']);
    expect([a, b, c].map(org.timesBooked)).toEqual([1, 0, 1]);
  });

  test('a lane of hundreds is served in the order of approval', async () => {
    const org = anOrganization();
    const entries: OutboxEntry[] = [];
    for (let at = 0; at < 250; at += 1) entries.push(await org.approve());
    expect(await org.serve()).toBe('drained');
    expect(org.gateway.booked.map(({ reference }) => reference)).toEqual(entries.map(({ reference }) => reference));
  });
});

const badAccount = { treatment: 'post', ledgerAccount: '9999' } as const;
