import { setImmediate } from 'node:timers/promises';
import { type OutboxEntry, transition } from '@bilag/core';
import { type FakeFault, fakeTraits } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { anOrganization } from './support/an-organization.ts';
import { throwDice } from './support/dice.ts';

const faults: readonly (FakeFault | 'none')[] = [
  'none',
  'none',
  'lose-reply',
  'book-late',
  'lose-request',
  'rate-limit',
  'unreachable',
  'throw',
  'hang-until-abort',
  'forget-others',
];

/** A source as the approving app has it: what stands, in kroner; 0 when it was withdrawn. */
interface Claim {
  readonly sourceId: string;
  revision: number;
  kroner: number;
}

/** Lets time pass until it is done. */
async function meanwhile(served: Promise<unknown>, tick: () => unknown): Promise<void> {
  const turn = Symbol('turn');
  while ((await Promise.race([served, setImmediate(turn)])) === turn) tick();
}

const linesFor = (kroner: number) => [{ expenseType: 'toll', amount: `${kroner}.00`, text: 'Toll' }];

test.each(Array.from({ length: 150 }, (_, at) => at + 1))(
  'whatever is approved again, withdrawn and lost in between, the ledger ends with what stands, each voucher once (seed %i)',
  async (seed) => {
    const dice = throwDice(seed);
    const org = anOrganization();
    const claims = dice.many(4, (at): Claim => ({ sourceId: `CLM-${at}`, revision: 1, kroner: 10 + at }));
    for (const { sourceId, kroner } of claims) await org.approve({ sourceId, lines: linesFor(kroner) });
    for (let step = 0; step < 12; step += 1) {
      const claim = dice.pick(claims);
      if (dice.chance(0.25)) {
        await org.withdraw(claim.sourceId, claim.revision);
        claim.kroner = 0;
      } else if (dice.chance(0.5)) {
        claim.revision += 1;
        if (claim.kroner === 0 || dice.chance(0.7)) claim.kroner = 100 + dice.below(9_000);
        await org.revise({ sourceId: claim.sourceId, revision: claim.revision, lines: linesFor(claim.kroner) });
      }
      org.gateway.queued = dice.chance(0.4);
      if (dice.chance(0.2)) org.gateway.refuseQueue();
      if (dice.chance(0.2)) org.gateway.mendQueue();
      if (dice.chance(0.3)) org.gateway.book();
      const fault = dice.pick(faults);
      org.gateway.faults.push(fault === 'none' ? undefined : fault);
      const served = org.serve({ owner: `worker-${dice.below(3)}` });
      await meanwhile(served, () => org.clock.advance(1_000));
      org.clock.advance(dice.below(2 * fakeTraits.settlingMs));
    }
    org.gateway.faults.length = 0;
    org.gateway.queued = false;
    for (let turn = 0; turn < 60; turn += 1) {
      // Whatever lies refused there is mended there, and booked; people try again what waits for them.
      org.gateway.mendQueue();
      org.gateway.book();
      for (const it of org.outbox.entries().filter(({ state }) => state === 'held' || state === 'rejected')) {
        org.outbox.change(it, transition(it, { type: 'retry-requested' }));
      }
      org.clock.advance(12 * 3_600_000);
      await org.serve();
    }
    const open = org.outbox.entries().filter(({ state }) => state !== 'synced' && state !== 'cancelled');
    expect(open).toEqual([]);
    const net = new Map<string, bigint>();
    const counts = new Map<string, number>();
    const recordOf = (it: OutboxEntry) => org.outbox.recordOf(it)?.sourceId ?? '';
    const sourceOf = new Map(org.outbox.entries().map((it) => [it.reference, recordOf(it)]));
    for (const { reference, lines } of org.gateway.booked) {
      counts.set(reference, (counts.get(reference) ?? 0) + 1);
      const source = sourceOf.get(reference) ?? '';
      for (const { ledgerAccount, amount } of lines) {
        if (ledgerAccount === '7142') net.set(source, (net.get(source) ?? 0n) + amount.minor);
      }
    }
    expect([...counts.values()].filter((it) => it !== 1)).toEqual([]);
    expect(claims.map(({ sourceId }) => [sourceId, net.get(sourceId) ?? 0n])).toEqual(
      claims.map(({ sourceId, kroner }) => [sourceId, BigInt(kroner) * 100n]),
    );
  },
);
