import { maxFetchFailures } from '@bilag/core';
import { aFileContent, type FakeDeskFault, fakeTraits } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { anOrganization } from './support/an-organization.ts';
import { receiptsOf } from './support/receipts-of-an-organization.ts';

const hour = 3_600_000;

function open() {
  const org = anOrganization();
  return { org, receipts: receiptsOf(org), desk: org.gateway.desk };
}

/** A record with one receipt and one without trouble behind it, after a turn in which the first meets this. */
async function afterTrouble(meet: (opened: ReturnType<typeof open>) => void) {
  const opened = open();
  const { org, receipts } = opened;
  const entry = await receipts.approve();
  meet(opened);
  await receipts.serve();
  return { ...opened, entry, status: () => receipts.of(entry)[0]?.status, voucher: () => org.entry(entry) };
}

/** Serves other files than those that were approved. */
function serveOthers(receipts: ReturnType<typeof receiptsOf>, change: (content: Uint8Array) => Uint8Array) {
  for (const [url, content] of receipts.source.files) receipts.source.files.set(url, change(content));
}

describe('a receipt that fails has an outcome of its own', () => {
  const troubles: Record<string, { meet: (opened: ReturnType<typeof open>) => void; code: string }> = {
    'the ERP refuses it': { meet: ({ desk }) => desk.faults.push('refuse'), code: 'RECEIPT_REFUSED' },
    'it is larger than the ERP takes': { meet: ({ desk }) => (desk.maxBytes = 3), code: 'RECEIPT_TOO_LARGE' },
    'the ERP takes no files': { meet: ({ org }) => delete org.gateway.receipts, code: 'RECEIPTS_NOT_TAKEN' },
    'another file is served': {
      meet: ({ receipts }) => serveOthers(receipts, aFileContent),
      code: 'RECEIPT_CHANGED',
    },
    'a byte of the file is another': {
      meet: ({ receipts }) => serveOthers(receipts, (it) => it.with(5, 0)),
      code: 'RECEIPT_CHANGED',
    },
    'a longer file is served': {
      meet: ({ receipts }) => serveOthers(receipts, (it) => Uint8Array.from([...it, 0])),
      code: 'RECEIPT_CHANGED',
    },
    'a shorter file is served': {
      meet: ({ receipts }) => serveOthers(receipts, (it) => it.slice(1)),
      code: 'RECEIPT_CHANGED',
    },
  };
  test.each(Object.keys(troubles))(
    'when %s, it is over, nothing is attached, and the voucher is untouched',
    async (name) => {
      const { meet, code } = troubles[name] ?? { meet: () => undefined, code: '' };
      const { org, receipts, desk, entry, status, voucher } = await afterTrouble(meet);
      expect(status()).toMatchObject({ state: 'failed', failure: { code } });
      expect(receipts.timesAttached(entry)).toEqual([0]);
      expect(receipts.of(entry)[0]?.url).toBeNull();
      expect(voucher()).toMatchObject({ state: 'synced', attempts: 1, failures: 0, failure: null });
      const sends = desk.sends.length;
      org.clock.advance(24 * hour);
      expect(await receipts.serve()).toBeUndefined();
      expect(desk.sends).toHaveLength(sends);
      expect(receipts.store.log).toMatchObject([{ result: 'failed', errorCode: code }]);
    },
  );

  test('what is too large or not taken is not even fetched', async () => {
    for (const name of ['it is larger than the ERP takes', 'the ERP takes no files']) {
      const { receipts } = await afterTrouble(troubles[name]?.meet ?? (() => undefined));
      expect(receipts.source.fetches).toEqual([]);
    }
  });

  test('one that fails does not hold up the others of its voucher', async () => {
    const { receipts, desk } = open();
    const entry = await receipts.approve(3);
    desk.faults.push(undefined, 'refuse');
    await receipts.serve();
    expect(receipts.of(entry).map(({ status }) => status.state)).toEqual(['attached', 'failed', 'attached']);
  });

  test('when other books are connected meanwhile, nothing is attached there', async () => {
    const { org, receipts, desk } = open();
    desk.faults.push('lose-reply', 'rate-limit');
    const [inDoubt, waiting] = [await receipts.approve(), await receipts.approve()];
    await receipts.serve();
    expect(desk.sends).toHaveLength(2);
    org.outbox.connectLedger('nbf', 'second');
    org.clock.advance(hour);
    await receipts.serve();
    const codes = [inDoubt, waiting].map((it) => receipts.of(it)[0]?.status.failure?.code);
    expect(codes).toEqual(['RECEIPT_IN_DOUBT', 'RECEIPT_REFUSED']);
    expect([desk.sends.length, desk.lookUps.length]).toEqual([2, 0]);
  });
});

describe('a receipt that may work later', () => {
  test.each(['not-served', 'throw', 'hang'] as const)(
    'a file that is not served («%s») is fetched again with growing waits',
    async (fault) => {
      const { org, receipts } = open();
      const entry = await receipts.approve();
      receipts.source.faults.push(fault);
      const fetching = receipts.source.nextFetch();
      const served = receipts.serve();
      await fetching;
      org.clock.advance(30_000);
      await served;
      expect(receipts.of(entry)[0]?.status).toMatchObject({
        state: 'pending',
        attempts: 0,
        fetchFailures: 1,
        failure: { code: 'RECEIPT_UNAVAILABLE' },
      });
      org.clock.advance(10_000);
      await receipts.serve();
      expect(receipts.timesAttached(entry)).toEqual([1]);
      expect(org.entry(entry)).toMatchObject({ state: 'synced', failure: null });
    },
  );

  test('a file that is not served for days is given up; the approval sent again has it fetched anew', async () => {
    const { org, receipts } = open();
    const entry = await receipts.approve();
    const files = new Map(receipts.source.files);
    receipts.source.files.clear();
    for (let turn = 0; turn < 40; turn += 1) {
      await receipts.serve();
      org.clock.advance(6 * hour);
    }
    expect(receipts.source.fetches).toHaveLength(maxFetchFailures);
    expect(receipts.of(entry)[0]?.status).toMatchObject({ state: 'failed', failure: { code: 'RECEIPT_UNAVAILABLE' } });
    const [content] = files.values();
    receipts.source.files.set('https://files.example/renewed', content ?? aFileContent());
    receipts.store.renew(entry.recordId, ['https://files.example/renewed']);
    await receipts.serve();
    expect(receipts.timesAttached(entry)).toEqual([1]);
  });

  test.each<FakeDeskFault>(['rate-limit', 'unreachable', 'sign-in-refused'])(
    'an ERP that takes files from nobody («%s») is left alone with the others, and the lane is neither paused nor rests',
    async (fault) => {
      const { org, receipts, desk } = open();
      const entry = await receipts.approve(5);
      desk.faults.push(fault);
      expect(await receipts.serve()).toBe('drained');
      expect(desk.sends).toHaveLength(1);
      expect(org.outbox.pauseOf('nbf')).toBeUndefined();
      expect(await receipts.serve()).toBeUndefined();
      const late = await receipts.approve();
      await receipts.serve();
      expect(org.entry(late)?.state).toBe('synced');
      expect(desk.sends).toHaveLength(1);
      org.clock.advance(hour);
      await receipts.serve();
      expect(receipts.timesAttached(entry)).toEqual([1, 1, 1, 1, 1]);
    },
  );
});

test('neither address nor file name of a receipt is ever in the sync log', async () => {
  const { org, receipts, desk } = open();
  await receipts.approve(4);
  receipts.source.faults.push('throw', 'not-served');
  desk.faults.push('throw', 'lose-reply');
  for (let turn = 0; turn < 10; turn += 1) {
    await receipts.serve();
    org.clock.advance(fakeTraits.settlingMs + hour);
  }
  expect(receipts.store.log.length).toBeGreaterThan(6);
  expect(JSON.stringify(receipts.store.log)).not.toMatch(/files\.example|secret|receipt \d+\.pdf/);
});

describe('a worker that is to end', () => {
  test('gives up a fetch, which is made again and is no failure of the file', async () => {
    const { receipts } = open();
    const entry = await receipts.approve();
    receipts.source.faults.push('hang');
    const stopping = new AbortController();
    const fetching = receipts.source.nextFetch();
    const served = receipts.serve({ stop: stopping.signal });
    await fetching;
    stopping.abort();
    await served;
    expect(receipts.of(entry)[0]?.status).toMatchObject({ state: 'pending', fetchFailures: 0, attempts: 0 });
    await receipts.serve();
    expect(receipts.timesAttached(entry)).toEqual([1]);
  });

  test('begins no send once it is told to stop', async () => {
    const { receipts, desk } = open();
    const entry = await receipts.approve();
    const stopping = new AbortController();
    const fetch = receipts.source.fetch.bind(receipts.source);
    receipts.source.fetch = (...asked) => {
      stopping.abort();
      return fetch(...asked);
    };
    await receipts.serve({ stop: stopping.signal });
    expect(desk.sends).toEqual([]);
    expect(receipts.of(entry)[0]?.status).toMatchObject({ state: 'pending', attempts: 0 });
  });

  test('gives up a send at the very end, and the receipt is looked up later and attached once', async () => {
    const { org, receipts, desk } = open();
    const entry = await receipts.approve();
    desk.faults.push('hang');
    const givingUp = new AbortController();
    const sending = desk.nextSend();
    const served = receipts.serve({ giveUp: givingUp.signal });
    await sending;
    givingUp.abort();
    await served;
    expect(receipts.of(entry)[0]?.status).toMatchObject({ state: 'unknown', failure: { code: 'ERP_TIMEOUT' } });
    org.clock.advance(fakeTraits.settlingMs);
    await receipts.serve();
    expect(receipts.timesAttached(entry)).toEqual([1]);
  });
});
