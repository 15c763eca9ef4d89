import { aVoucher } from '@bilag/core/testing';
import { XLEDGER_TOKENS } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { createRequestPacer } from '../../src/graphql/request-pacer.ts';
import { createRequestPacers } from '../../src/graphql/request-pacers.ts';
import { patience } from '../support/harness.ts';
import { openGateway } from './support/harness.ts';
import { startStranger } from './support/stranger.ts';

const endpoint = new URL('https://www.xledger.net/graphql');
const never = new AbortController().signal;

/** Pacers by a clock that moves only by what they sleep and the test says. */
function pacersOverTime() {
  let nowMs = 1_000;
  const slept: number[] = [];
  const sleep = (ms: number) => {
    slept.push(ms);
    nowMs += ms;
    return Promise.resolve();
  };
  const pacers = createRequestPacers(() => createRequestPacer({ monotonicMs: () => nowMs, sleep }));
  return { pacers, slept, pass: (ms: number) => void (nowMs += ms) };
}

const ask = async (seat: Pick<ReturnType<ReturnType<typeof createRequestPacers>['join']>, 'enter'>, times: number) => {
  for (let time = 0; time < times; time += 1) (await seat.enter(never))?.[Symbol.dispose]();
};

test('two gateways with the same token share its twenty requests in five seconds', async () => {
  const { pacers, slept } = pacersOverTime();
  const [one, other] = [pacers.join(endpoint, 'a'), pacers.join(endpoint, 'a')];
  await ask(one, 10);
  await ask(other, 10);
  expect(slept).toEqual([]);
  await ask(one, 1);
  expect(slept).toEqual([5_000]);
});

test('the tokens of two organizations have nothing to do with each other, nor has one in demo and in earnest', async () => {
  const { pacers, slept } = pacersOverTime();
  await ask(pacers.join(endpoint, 'a'), 20);
  await ask(pacers.join(endpoint, 'b'), 20);
  await ask(pacers.join(new URL('https://demo.xledger.net/graphql'), 'a'), 20);
  expect(slept).toEqual([]);
});

test('a gateway that is closed and opened again does not begin anew, unless five seconds have passed', async () => {
  const { pacers, slept, pass } = pacersOverTime();
  const first = pacers.join(endpoint, 'a');
  await ask(first, 20);
  first.leave();
  first.leave();
  const second = pacers.join(endpoint, 'a');
  await ask(second, 1);
  expect(slept).toEqual([5_000]);
  second.leave();
  pass(5_000);
  await ask(pacers.join(endpoint, 'a'), 20);
  expect(slept).toEqual([5_000]);
});

test('whatever gateways of one token do, postings, look-ups, readings and receipts go one at a time', async () => {
  let underWay = 0;
  let most = 0;
  await using server = await startStranger(async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return { status: 500, json: '' };
  });
  const [one, other] = [openGateway(server.url, { receipts: true }), openGateway(server.url)];
  const it = aVoucher();
  const voucher = { reference: it.reference, batchKey: null, erpReference: null, state: 'accepted' as const };
  const receipt = { voucher, position: 1, fileName: 'a.pdf', mediaType: 'application/pdf', content: new Uint8Array(1) };
  await Promise.allSettled([
    one.postVouchers([one.render(it)], patience()),
    other.postVouchers([other.render(it)], patience()),
    one.findVouchers([{ reference: it.reference, batchKey: null }], patience()),
    other.readMasterData(patience()),
    one.receipts?.attach(receipt, patience()),
    other.testConnection(patience()),
  ]);
  expect([server.requests.length, most]).toEqual([6, 1]);
  await Promise.all([one, other].map((gateway) => gateway.close()));
});

test('requests of two organizations are under way at the same time', async () => {
  const { promise: bothThere, resolve } = Promise.withResolvers<void>();
  let there = 0;
  await using server = await startStranger(async () => {
    there += 1;
    if (there === 2) resolve();
    // Each is answered only once the other has asked too.
    await bothThere;
    return { status: 500, json: '' };
  });
  const gateways = [openGateway(server.url), openGateway(server.url, {}, XLEDGER_TOKENS.otherEntity.token)];
  await Promise.all(gateways.map((it) => it.postVouchers([it.render(aVoucher())], patience())));
  expect(server.requests).toHaveLength(2);
  await Promise.all(gateways.map((gateway) => gateway.close()));
});
