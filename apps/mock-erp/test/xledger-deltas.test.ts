import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type MockErp, XLEDGER_TOKENS } from '../src/index.ts';
import { ADD_ITEMS, ask, aVoucher, control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
beforeEach(() => {
  mock.world.clock.freeze();
  mock.world.clock.set(new Date('2026-03-05T12:00:00Z'));
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const book = async () => {
  await ask(mock, ADD_ITEMS, aVoucher());
  await control(mock, '/xledger/booking-job');
};
const DELTAS = `{ transaction_deltas { edges { node { dbId mutationType } } }
  apTransaction_deltas { edges { node { dbId mutationType } } } project_deltas { edges { node { dbId mutationType } } } }`;
const added = (dbId: number) => ({ node: { dbId, mutationType: 'ADDED' } });
const NONE = { edges: null };
const DAYS_MS = 24 * 60 * 60_000;

test('booking adds transactions and open items, queuing adds nothing, and saving updates a project', async () => {
  await ask(mock, ADD_ITEMS, aVoucher());
  expect(await ask(mock, DELTAS)).toEqual({
    data: { transaction_deltas: NONE, apTransaction_deltas: NONE, project_deltas: NONE },
  });
  await control(mock, '/xledger/booking-job');
  await control(mock, '/xledger/projects', { code: '4403' });
  const deltas = {
    transaction_deltas: { edges: [added(81_000_001), added(81_000_002)] },
    apTransaction_deltas: { edges: [added(81_000_002)] },
    project_deltas: { edges: [{ node: { dbId: 64_403, mutationType: 'UPDATED' } }] },
  };
  expect(await ask(mock, DELTAS)).toEqual({ data: deltas });
  expect(await ask(mock, '{ transactions { edges { node { dbId } } } }')).toEqual({
    data: { transactions: { edges: [{ node: { dbId: 81_000_001 } }, { node: { dbId: 81_000_002 } }] } },
  });
  expect(await ask(mock, DELTAS, {}, `token ${XLEDGER_TOKENS.otherEntity.token}`)).toEqual({
    data: { transaction_deltas: NONE, apTransaction_deltas: NONE, project_deltas: NONE },
  });
});

test('changes can be asked for during three days, the records for ever', async () => {
  await book();
  await control(mock, '/xledger/projects', { code: '4403' });
  mock.world.clock.advance(3 * DAYS_MS);
  expect(await ask(mock, DELTAS)).toMatchObject({
    data: { transaction_deltas: { edges: [{}, {}] }, project_deltas: { edges: [{}] } },
  });
  mock.world.clock.advance(1);
  await book();
  expect(await ask(mock, DELTAS)).toEqual({
    data: {
      transaction_deltas: { edges: [added(81_000_003), added(81_000_004)] },
      apTransaction_deltas: { edges: [added(81_000_004)] },
      project_deltas: NONE,
    },
  });
  expect(await ask(mock, '{ transactions { edges { cursor } } }')).toMatchObject({
    data: { transactions: { edges: [{}, {}, {}, {}] } },
  });
});

test('each saving is a change of its own, and who kept the last cursor gets only what came after', async () => {
  const query = `query ($after: String, $last: Int) { project_deltas(after: $after, last: $last) {
    edges { cursor node { dbId } } pageInfo { hasNextPage } } }`;
  await control(mock, '/xledger/projects', { code: '4402' });
  await control(mock, '/xledger/projects', { code: '4402' });
  expect(await ask(mock, query)).toMatchObject({
    data: {
      project_deltas: {
        edges: [
          { cursor: '1', node: { dbId: 64_402 } },
          { cursor: '2', node: { dbId: 64_402 } },
        ],
      },
    },
  });
  expect(await ask(mock, query, { last: 1 })).toMatchObject({ data: { project_deltas: { edges: [{ cursor: '2' }] } } });
  await control(mock, '/xledger/projects', { code: '4499' });
  expect(await ask(mock, query, { after: '2' })).toEqual({
    data: {
      project_deltas: { edges: [{ cursor: '3', node: { dbId: 64_499 } }], pageInfo: { hasNextPage: false } },
    },
  });
});

test('a project that is not there cannot be saved, nor a state set of a webhook that is not there', async () => {
  expect(await control(mock, '/xledger/projects', { code: '1' })).toEqual({ message: 'There is no project 1' });
  const state = { dbId: 9501, state: 'PAUSED' };
  expect(await control(mock, '/xledger/webhooks/state', state)).toEqual({ message: 'There is no webhook 9501' });
});
