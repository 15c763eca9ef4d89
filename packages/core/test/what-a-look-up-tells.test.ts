import { type FindContext, type GatewayTraits, type OutboxEntry, transition, type VoucherQuery } from '@bilag/core';
import { aFieldMapping, fakeTraits } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { anOrganization } from './support/an-organization.ts';

/** An organization, and every question that its ERP was asked. */
function asking(duplicateGuard: GatewayTraits['duplicateGuard'] = 'look-up') {
  const org = anOrganization(aFieldMapping(), { duplicateGuard });
  const asked: VoucherQuery[] = [];
  const along: FindContext['sentAlong'][] = [];
  const find = org.gateway.findVouchers.bind(org.gateway);
  org.gateway.findVouchers = (queries, context) => {
    asked.push(...queries);
    along.push(context.sentAlong);
    return find(queries, context);
  };
  const payloadOf = ({ reference }: OutboxEntry) => {
    const sent = org.gateway.booked.find((it) => it.reference === reference);
    return sent && org.gateway.render(sent).payload;
  };
  return { org, asked, along, payloadOf };
}

test('a look-up after a lost answer tells when and under which batch the call was made and the very bytes, and no name that the ERP never gave', async () => {
  const { org, asked, payloadOf } = asking();
  org.gateway.faults.push('lose-reply');
  const it = await org.approve();
  const sentAt = org.clock.now();
  await org.serve();
  org.clock.advance(fakeTraits.settlingMs);
  await org.serve();
  const { reference } = it;
  expect(asked).toEqual([{ reference, batchKey: org.entry(it)?.batchKey, sentAt, sentPayload: payloadOf(it) }]);
});

test('an ERP with idempotency keys is told the very bytes that were sent, to compare them with what it has', async () => {
  const { org, asked, payloadOf } = asking('idempotency-key');
  org.gateway.faults.push('lose-reply');
  const it = await org.approve();
  await org.serve();
  org.clock.advance(fakeTraits.settlingMs);
  await org.serve();
  expect(asked).toEqual([expect.objectContaining({ reference: it.reference, sentPayload: payloadOf(it) })]);
});

test('what the ERP called an accepted voucher goes along when it is asked for, and not once the voucher is sent anew', async () => {
  const { org, asked } = asking();
  org.gateway.queued = true;
  const it = await org.approve();
  await org.serve();
  const erpReference = org.entry(it)?.erpReference;
  org.gateway.dropQueue();
  for (let look = 0; look < 3; look += 1) {
    org.clock.advance(fakeTraits.settlingMs);
    await org.serve();
  }
  expect(erpReference).toBe(`F-${it.reference}`);
  expect(asked.map((query) => query.erpReference)).toEqual([erpReference, erpReference, erpReference]);
  // What the ERP has accepted was compared then, so that nothing is read for it.
  for (const query of asked) expect(query).not.toHaveProperty('sentPayload');
  const held = org.entry(it) ?? it;
  org.outbox.change(held, { ...transition(held, { type: 'retry-requested' }), everInDoubt: true });
  org.gateway.faults.push('lose-request');
  await org.serve();
  expect(org.entry(it)).toMatchObject({ state: 'unknown', attempts: 2, erpReference: null });
  org.clock.advance(fakeTraits.settlingMs);
  await org.serve();
  expect(asked.at(-1)).not.toHaveProperty('erpReference');
});

test('a look-up for one voucher tells what was sent in the same call and is in doubt as well, and nothing of other calls', async () => {
  const { org, asked, along, payloadOf } = asking();
  org.gateway.faults.push('lose-reply', 'lose-reply');
  const [one, two, accepted] = [await org.approve(), await org.approve(), await org.approve()];
  await org.serve();
  const ofAnotherCall = await org.approve();
  await org.serve();
  const wait = { type: 'look-up-unavailable', failure: { code: 'ERP_UNAVAILABLE', message: 'Not now.' } } as const;
  // Each waits for a time of its own once it could not be asked for.
  for (const it of [two, ofAnotherCall]) {
    const known = org.entry(it) ?? it;
    org.outbox.change(known, transition(known, { ...wait, random: 0, retryAfterMs: 3_600_000 }));
  }
  const known = org.entry(accepted) ?? accepted;
  org.outbox.change(known, transition(known, { type: 'accepted', erpReference: '4711', pollMs: 3_600_000 }));
  org.clock.advance(fakeTraits.settlingMs);
  await org.serve();
  expect(asked.map(({ reference }) => reference)).toEqual([one.reference]);
  expect(along).toEqual([new Map([[two.reference, payloadOf(two)]])]);
  org.clock.advance(3_600_000);
  await org.serve();
  expect(asked.map(({ reference }) => reference)).toContain(two.reference);
  expect(along.at(-1)).toBeUndefined();
});
