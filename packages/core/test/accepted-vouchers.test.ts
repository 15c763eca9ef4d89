import { type FindOutcome, maxLookUps, transition } from '@bilag/core';
import { fakeTraits } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { anOrganization } from './support/an-organization.ts';

describe('a voucher that the ERP has accepted', () => {
  test('is not booked yet: it is asked for until the ERP has booked it', async () => {
    const org = anOrganization();
    org.gateway.queued = true;
    const it = await org.approve();
    await org.serve();
    expect(org.entry(it)?.state).toBe('accepted');
    org.clock.advance(fakeTraits.bookingPollMs);
    await org.serve();
    expect(org.entry(it)?.state).toBe('accepted');
    org.gateway.book();
    org.clock.advance(fakeTraits.bookingPollMs);
    await org.serve();
    expect(org.entry(it)?.state).toBe('synced');
    expect(org.gateway.calls).toHaveLength(1);
  });

  test('whose lines cannot be read yet is compared once it is booked', async () => {
    const org = anOrganization();
    org.gateway.queued = true;
    const [good, other] = [await org.approve(), await org.approve()];
    await org.serve();
    const find = org.gateway.findVouchers.bind(org.gateway);
    org.gateway.findVouchers = async (...asked) => {
      const hide = (it: FindOutcome) => (it.kind === 'accepted' ? { ...it, lines: [] } : it);
      return new Map([...(await find(...asked))].map(([reference, it]) => [reference, hide(it)]));
    };
    org.clock.advance(fakeTraits.bookingPollMs);
    await org.serve();
    expect([org.entry(good)?.state, org.entry(other)?.state]).toEqual(['accepted', 'accepted']);
    org.gateway.book();
    Object.assign(org.gateway.booked.at(-1)?.lines[0] ?? {}, { ledgerAccount: '6800' });
    org.clock.advance(fakeTraits.bookingPollMs);
    await org.serve();
    expect([org.entry(good)?.state, org.entry(other)?.state]).toEqual(['synced', 'held']);
  });

  test('of which the ERP then knows nothing is held, and sent again only when a person says so', async () => {
    const org = anOrganization();
    org.gateway.queued = true;
    const it = await org.approve();
    await org.serve();
    org.gateway.dropQueue();
    for (let day = 0; day < 4; day += 1) {
      org.clock.advance(86_400_000);
      await org.serve();
    }
    expect(org.entry(it)).toMatchObject({ state: 'held', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' } });
    expect(org.gateway.calls).toHaveLength(1);
    const held = org.entry(it);
    if (held) org.outbox.change(held, transition(held, { type: 'retry-requested' }));
    org.gateway.queued = false;
    await org.serve();
    expect(org.entry(it)?.state).toBe('synced');
    expect(org.gateway.lookUps).toHaveLength(4);
    expect(org.timesBooked(it)).toBe(1);
  });

  test('and that lies refused in its queue is sent again only once it is deleted there', async () => {
    const { org, it, retry } = await anEntryThatLiesRefused();
    await retry();
    expect(org.entry(it)?.state).toBe('rejected');
    expect(org.gateway.calls).toHaveLength(1);
    org.gateway.dropQueue();
    await retry();
    expect(org.entry(it)?.state).toBe('synced');
    expect(org.timesBooked(it)).toBe(1);
  });

  test('and that lies refused in its queue is not sent to other books, where nobody could find it', async () => {
    const { org, it, retry } = await anEntryThatLiesRefused();
    org.outbox.connectLedger('nbf', 'another');
    await retry();
    for (let look = 1; look < maxLookUps; look += 1) {
      org.clock.advance(fakeTraits.settlingMs);
      await org.serve();
    }
    expect(org.entry(it)).toMatchObject({ state: 'held', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' } });
    expect(org.gateway.calls).toHaveLength(1);
  });
});

async function anEntryThatLiesRefused() {
  const org = anOrganization();
  org.gateway.queued = true;
  const it = await org.approve();
  await org.serve();
  org.gateway.refuseQueue();
  org.clock.advance(fakeTraits.bookingPollMs);
  await org.serve();
  org.gateway.queued = false;
  const retry = async () => {
    const known = org.entry(it);
    if (known) org.outbox.change(known, transition(known, { type: 'retry-requested' }));
    await org.serve();
  };
  return { org, it, retry };
}
