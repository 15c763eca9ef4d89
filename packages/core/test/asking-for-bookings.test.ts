import { pollAfterMs } from '@bilag/core';
import { aFieldMapping } from '@bilag/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anOrganization } from './support/an-organization.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('how often it is asked whether an accepted voucher has been booked', () => {
  test.each([
    [0, 15 * minute],
    [hour - 1, 15 * minute],
    [hour, 30 * minute],
    [2 * hour, hour],
    [4 * hour, 2 * hour],
    [8 * hour, 2 * hour],
    [60 * 24 * hour, 2 * hour],
  ])('after %i ms of waiting, again in %i ms, where the connector says a quarter of an hour', (waitedMs, againMs) => {
    expect(pollAfterMs(15 * minute, waitedMs)).toBe(againMs);
  });

  test('is never more often than the connector says, never less than every two hours unless it says so, and never more often again', () => {
    const waits = fc.tuple(fc.nat(10_000 * hour), fc.nat(10_000 * hour));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 * hour }), waits, (pollMs, [one, other]) => {
        const [sooner, later] = [pollAfterMs(pollMs, Math.min(one, other)), pollAfterMs(pollMs, Math.max(one, other))];
        expect(sooner).toBeGreaterThanOrEqual(pollMs);
        expect(later).toBeGreaterThanOrEqual(sooner);
        expect(later).toBeLessThanOrEqual(Math.max(pollMs, 2 * hour));
      }),
    );
    expect(pollAfterMs(minute, -hour)).toBe(minute);
  });

  test('30 vouchers sent at different minutes of an afternoon, and booked in the morning, take fewer than 30 questions together', async () => {
    const { org, serveFor } = anOrganizationThatQueues();
    for (let at = 0; at < 30; at += 1) {
      await org.approve();
      await serveFor(4);
    }
    await serveFor(13 * 60);
    // Each of them is two requests to Xledger.
    expect(org.gateway.lookUps.length).toBeLessThan(30);
    expect(org.gateway.calls).toHaveLength(30);
    expect(org.gateway.lookUps.at(-1)).toHaveLength(30);
    org.gateway.book();
    await serveFor(2 * 60);
    expect(new Set(org.outbox.entries().map(({ state }) => state))).toEqual(new Set(['synced']));
  });

  test('questions of a busy day are no closer to each other than three quarters of what the connector says', async () => {
    const { org, serveFor, askedAt } = anOrganizationThatQueues();
    for (let at = 0; at < 240; at += 1) {
      await org.approve();
      await serveFor(1 + (at % 3));
    }
    const pauses = askedAt.slice(1).map((it, at) => it - (askedAt[at] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(11 * minute);
    expect(askedAt.length).toBeGreaterThan(20);
  });
});

/** An organization whose ERP, as Xledger does, takes vouchers into a queue and is asked for them every quarter of an hour; and what lets it be served for so many minutes. */
function anOrganizationThatQueues() {
  const org = anOrganization(aFieldMapping(), {
    bookingPollMs: 15 * minute,
    settlingMs: 30 * minute,
    maxReferencesPerLookUp: 500,
  });
  org.gateway.queued = true;
  const askedAt: number[] = [];
  const find = org.gateway.findVouchers.bind(org.gateway);
  org.gateway.findVouchers = (...asked) => {
    askedAt.push(org.clock.monotonicMs());
    return find(...asked);
  };
  const serveFor = async (minutes: number) => {
    for (let at = 0; at < minutes; at += 1) {
      await org.serve({ passLimit: 500 });
      org.clock.advance(minute);
    }
  };
  return { org, serveFor, askedAt };
}
