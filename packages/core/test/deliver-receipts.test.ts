import { createReceiptPlaces, type GatewayTraits } from '@bilag/core';
import { aFieldMapping, createVirtualClock, type FakeDeskFault, fakeTraits } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { anOrganization } from './support/an-organization.ts';
import { receiptsOf } from './support/receipts-of-an-organization.ts';

const hour = 3_600_000;

function open(traits: Partial<GatewayTraits> = {}) {
  const org = anOrganization(aFieldMapping(), traits);
  const receipts = receiptsOf(org);
  return { org, receipts, desk: org.gateway.desk };
}

describe('receipts after their voucher', () => {
  test('every receipt of a booked voucher is attached once, under a name made of reference and position', async () => {
    const { org, receipts, desk } = open();
    const entry = await receipts.approve(3);
    expect(await receipts.serve()).toBe('drained');
    expect(receipts.timesAttached(entry)).toEqual([1, 1, 1]);
    expect(receipts.of(entry).map(({ status }) => status.state)).toEqual(['attached', 'attached', 'attached']);
    expect(desk.attached.map((it) => it.fileName)).toEqual([1, 2, 3].map((at) => `${entry.reference}-${at}.pdf`));
    expect(desk.attached[0]?.voucher).toMatchObject({ state: 'synced', erpReference: `F-${entry.reference}` });
    expect(org.entry(entry)).toMatchObject({ state: 'synced', attempts: 1 });
    expect(receipts.store.log.map(({ step, result }) => `${step} ${result}`)).toEqual(
      Array.from({ length: 3 }, () => 'attempt succeeded'),
    );
    expect(desk.lookUps).toEqual([]);
  });

  test('one is attached in a turn whose time is over while others wait, and the next in the next', async () => {
    const { receipts } = open();
    const entry = await receipts.approve(3);
    const over = { isCrowded: () => true, turnMs: 0 };
    const attached = async () => {
      await receipts.serve(over);
      return receipts.timesAttached(entry).reduce((sum, it) => sum + it, 0);
    };
    expect([await attached(), await attached(), await attached()]).toEqual([1, 2, 3]);
  });

  test('nothing is fetched or sent before the ERP has accepted the voucher, and then it is, also before it is booked', async () => {
    const { org, receipts, desk } = open();
    org.gateway.queued = true;
    const entry = await receipts.approve();
    org.gateway.faults.push('rate-limit');
    await receipts.serve();
    expect([receipts.source.fetches, desk.sends]).toEqual([[], []]);
    org.clock.advance(hour);
    await receipts.serve();
    expect(org.entry(entry)?.state).toBe('accepted');
    expect(receipts.timesAttached(entry)).toEqual([1]);
  });

  test('an ERP that takes files for booked vouchers only is asked again, at once when the voucher is booked', async () => {
    const { org, receipts, desk } = open();
    org.gateway.queued = true;
    desk.bookedOnly = true;
    const entry = await receipts.approve();
    await receipts.serve();
    expect(receipts.of(entry)[0]?.status).toMatchObject({ state: 'pending', failures: 1 });
    org.gateway.book();
    org.clock.advance(fakeTraits.bookingPollMs * 2);
    await receipts.serve();
    expect(org.entry(entry)?.state).toBe('synced');
    expect(receipts.timesAttached(entry)).toEqual([1]);
  });

  test('the receipts of a rejected voucher cost nothing: no fetch, no send, no lane leased', async () => {
    const { org, receipts, desk } = open();
    org.gateway.unknownAccounts.add('7140');
    const entry = await receipts.approve(2);
    await receipts.serve();
    expect(org.entry(entry)?.state).toBe('rejected');
    for (let turn = 0; turn < 5; turn += 1) {
      org.clock.advance(hour);
      expect(await receipts.serve()).toBeUndefined();
    }
    expect([receipts.source.fetches, desk.sends, desk.lookUps]).toEqual([[], [], []]);
    expect(receipts.of(entry).map(({ status }) => status.state)).toEqual(['pending', 'pending']);
  });

  test('vouchers go first: a turn fetches no file before its vouchers are sent', async () => {
    const { org, receipts } = open();
    const first = await receipts.approve();
    const more = [await receipts.approve(), await receipts.approve()];
    receipts.source.faults.push('hang');
    const fetching = receipts.source.nextFetch();
    const served = receipts.serve();
    await fetching;
    for (const it of [first, ...more]) expect(org.entry(it)?.state).toBe('synced');
    org.clock.advance(30_000);
    expect(await served).toBe('turn-over');
  });

  test('slow files do not hold up vouchers: a turn begins none after its time, and new vouchers come before the rest', async () => {
    const { org, receipts, desk } = open();
    for (let at = 0; at < 3; at += 1) await receipts.approve();
    receipts.source.faults.push('hang');
    const fetching = receipts.source.nextFetch();
    const served = receipts.serve();
    await fetching;
    org.clock.advance(30_000);
    expect(await served).toBe('turn-over');
    expect(desk.sends).toEqual([]);
    const late = await receipts.approve();
    await receipts.serve();
    expect(org.entry(late)?.state).toBe('synced');
    expect(desk.sends).toHaveLength(3);
  });

  test('a turn takes so many receipts and no more; the next turn takes the others', async () => {
    const { receipts, desk } = open();
    for (let at = 0; at < 3; at += 1) await receipts.approve(10);
    await receipts.serve();
    expect(desk.sends).toHaveLength(20);
    await receipts.serve();
    expect(new Set(desk.sends).size).toBe(30);
  });
});

describe('a retry never doubles a receipt', () => {
  test.each<FakeDeskFault>(['lose-reply', 'lose-request', 'attach-late', 'throw'])(
    'after «%s» it is looked up once the settling time is over, and is attached exactly once',
    async (fault) => {
      const { org, receipts, desk } = open();
      const entry = await receipts.approve();
      desk.faults.push(fault);
      await receipts.serve();
      expect(receipts.of(entry)[0]?.status).toMatchObject({ state: 'unknown', everInDoubt: true });
      org.clock.advance(fakeTraits.settlingMs - 1);
      await receipts.serve();
      expect([desk.sends.length, desk.lookUps.length]).toEqual([1, 0]);
      org.clock.advance(1);
      await receipts.serve();
      expect(desk.lookUps).toHaveLength(1);
      expect(receipts.timesAttached(entry)).toEqual([1]);
      expect(receipts.of(entry)[0]?.status.state).toBe('attached');
    },
  );

  test.each<FakeDeskFault>(['hang', 'hang-until-abort'])(
    '«%s»: given up at its deadline, looked up, attached once',
    async (fault) => {
      const { org, receipts, desk } = open();
      const entry = await receipts.approve();
      desk.faults.push(fault);
      const sent = desk.nextSend();
      const served = receipts.serve();
      await sent;
      org.clock.advance(fakeTraits.longestOperationMs);
      expect(await served).toBe('drained');
      expect(receipts.of(entry)[0]?.status).toMatchObject({ state: 'unknown', failure: { code: 'ERP_TIMEOUT' } });
      org.clock.advance(fakeTraits.settlingMs);
      await receipts.serve();
      expect(receipts.timesAttached(entry)).toEqual([1]);
      expect(desk.sends).toHaveLength(1);
    },
  );

  test('once in doubt, every later send is preceded by a look-up, also after a definite no', async () => {
    const { org, receipts, desk } = open();
    const entry = await receipts.approve();
    desk.faults.push('lose-request', 'rate-limit');
    await receipts.serve();
    org.clock.advance(fakeTraits.settlingMs);
    await receipts.serve();
    expect(receipts.of(entry)[0]?.status).toMatchObject({ state: 'pending', failure: { code: 'ERP_RATE_LIMITED' } });
    org.clock.advance(hour);
    await receipts.serve();
    expect([desk.sends.length, desk.lookUps.length]).toEqual([3, 2]);
    expect(receipts.timesAttached(entry)).toEqual([1]);
  });

  test('while the ERP answers no question, a receipt in doubt is never sent', async () => {
    const { org, receipts, desk } = open();
    const entry = await receipts.approve();
    desk.faults.push('lose-reply');
    await receipts.serve();
    desk.silent = true;
    for (let turn = 0; turn < 20; turn += 1) {
      org.clock.advance(6 * hour);
      await receipts.serve();
    }
    expect(desk.sends).toHaveLength(1);
    expect(receipts.of(entry)[0]?.status.state).toBe('unknown');
    desk.silent = false;
    org.clock.advance(6 * hour);
    await receipts.serve();
    expect(receipts.timesAttached(entry)).toEqual([1]);
  });

  test.each([
    ['throws', () => Promise.reject(new Error('A fault of the connector.'))],
    ['never answers', () => new Promise<never>(() => undefined)],
  ])('a look-up that %s clears no doubt', async (_how, find) => {
    const { org, receipts, desk } = open();
    const entry = await receipts.approve();
    desk.faults.push('lose-reply');
    await receipts.serve();
    org.clock.advance(fakeTraits.settlingMs);
    const asked = Promise.withResolvers<void>();
    desk.find = () => {
      asked.resolve();
      return find();
    };
    const served = receipts.serve();
    await asked.promise;
    org.clock.advance(30_000);
    expect(await served).toBe('drained');
    expect(desk.sends).toHaveLength(1);
    expect(receipts.of(entry)[0]?.status.state).toBe('unknown');
  });

  test('TOG-2 what is disabled while the file is fetched is not sent', async () => {
    const { org, receipts, desk } = open();
    const entry = await receipts.approve();
    const { source } = receipts;
    const fetchNow = source.fetch.bind(source);
    source.fetch = (...given) => {
      org.outbox.setEnabled('nbf', false);
      return fetchNow(...given);
    };
    expect(await receipts.serve()).toBe('lost');
    expect(desk.sends).toEqual([]);
    expect(receipts.of(entry)[0]?.status).toMatchObject({ state: 'pending', attempts: 0 });
  });

  test('a receipt that three look-ups leave in doubt is given up for a person to look, and is not sent', async () => {
    const { org, receipts, desk } = open();
    const entry = await receipts.approve();
    desk.faults.push('lose-reply');
    await receipts.serve();
    desk.inconclusive = 'ERP_LOOK_UP_INCONCLUSIVE';
    for (let turn = 0; turn < 5; turn += 1) {
      org.clock.advance(fakeTraits.settlingMs);
      await receipts.serve();
    }
    expect(receipts.of(entry)[0]?.status).toMatchObject({ state: 'failed', failure: { code: 'RECEIPT_IN_DOUBT' } });
    expect([desk.sends.length, desk.lookUps.length]).toEqual([1, 3]);
    expect(org.entry(entry)?.state).toBe('synced');
  });

  test('a sender that lost its lane sends nothing, and what it left is looked up by the next', async () => {
    const { org, receipts, desk } = open();
    const entry = await receipts.approve();
    desk.faults.push('hang');
    const sent = desk.nextSend();
    void receipts.serve({ owner: 'asleep', clock: createVirtualClock() });
    await sent;
    org.clock.advance(fakeTraits.longestOperationMs + 31_000);
    await receipts.serve({ owner: 'second' });
    expect(receipts.of(entry)[0]?.status).toMatchObject({ state: 'unknown', failure: { code: 'SENDER_LOST' } });
    expect(desk.lookUps).toEqual([]);
    org.clock.advance(fakeTraits.settlingMs);
    await receipts.serve({ owner: 'second' });
    expect(receipts.timesAttached(entry)).toEqual([1]);
    expect([desk.sends.length, desk.lookUps.length]).toEqual([1, 1]);
  });
});

describe('files that are served slowly', () => {
  test('take only some places of a process: another organization’s turn ends, and its receipt is attached when one is free', async () => {
    const [slow, other] = [anOrganization(), anOrganization()];
    const [slowly, others] = [receiptsOf(slow), receiptsOf(other)];
    const ports = ({ store, source }: ReturnType<typeof receiptsOf>) => ({ receipts: { store, source, places } });
    const places = createReceiptPlaces(1);
    await slowly.approve();
    slowly.source.faults.push('hang');
    const fetching = slowly.source.nextFetch();
    const served = slow.serve(ports(slowly));
    await fetching;
    const entry = await others.approve();
    expect(await other.serve(ports(others))).toBe('drained');
    expect([other.entry(entry)?.state, others.source.fetches]).toEqual(['synced', []]);
    expect(await other.serve(ports(others))).toBeUndefined();
    slow.clock.advance(30_000);
    await served;
    other.clock.advance(2_000);
    await other.serve(ports(others));
    expect(others.timesAttached(entry)).toEqual([1]);
  });

  test('do not keep their place turn after turn while another organization waits for one', async () => {
    const [many, other] = [anOrganization(), anOrganization()];
    const [ofMany, others] = [receiptsOf(many), receiptsOf(other)];
    const places = createReceiptPlaces(1);
    const ports = ({ store, source }: ReturnType<typeof receiptsOf>) => ({ receipts: { store, source, places } });
    const all = await ofMany.approve(20);
    await ofMany.approve(20);
    ofMany.source.faults.push('hang');
    const fetching = ofMany.source.nextFetch();
    const served = many.serve(ports(ofMany));
    await fetching;
    const entry = await others.approve();
    await other.serve(ports(others));
    many.clock.advance(30_000);
    expect(await served).toBe('drained');
    expect(await many.serve(ports(ofMany))).toBeUndefined();
    other.clock.advance(2_000);
    await other.serve(ports(others));
    expect(others.timesAttached(entry)).toEqual([1]);
    many.clock.advance(3_000);
    await many.serve(ports(ofMany));
    expect(ofMany.timesAttached(all).filter((it) => it === 1).length).toBeGreaterThan(15);
  });
});

describe('more files than one turn delivers', () => {
  test('go on in the next turn at once', async () => {
    const { receipts } = open();
    const entries = [await receipts.approve(20), await receipts.approve(20), await receipts.approve(5)];
    const turns = [await receipts.serve(), await receipts.serve(), await receipts.serve(), await receipts.serve()];
    expect(turns).toEqual(['turn-over', 'turn-over', 'drained', undefined]);
    expect(entries.flatMap((it) => receipts.timesAttached(it))).toEqual(Array.from({ length: 45 }, () => 1));
  });
});
