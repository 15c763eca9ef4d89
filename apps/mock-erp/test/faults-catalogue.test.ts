import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { COMMON_FAULTS } from '../src/control/common-faults.ts';
import type { MockErp } from '../src/index.ts';
import { aStagedVoucher, type Client, COMPANY, signIn, valuesIn } from './support/business-central.ts';
import { ADD_ITEMS, ask, aVoucher, control, postGraphql, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

/** What a caller gets who makes a journal while the fault is in force, and how many journals there are then. */
const OUTCOMES: Readonly<Record<string, readonly [answer: number | 'cut off' | 'silence', journals: number]>> = {
  lost: ['cut off', 1],
  'bad-gateway': [502, 1],
  'gateway-timeout': [504, 1],
  truncated: ['cut off', 1],
  reset: ['cut off', 1],
  'late-commit': ['silence', 0],
  dropped: ['cut off', 0],
  hang: ['silence', 0],
  slow: ['silence', 0],
  'too-many': [429, 0],
  'too-many-silent': [429, 0],
  unavailable: [503, 0],
  'refused-by-gateway': [502, 0],
  overloaded: [529, 0],
  'query-timed-out': [200, 1],
  compressed: [201, 1],
  'request-timeout': [408, 0],
  'login-page': [200, 0],
  locked: [409, 0],
  'update-conflict': [500, 0],
  'too-many-resources': [429, 0],
  'too-much-execution-time': [429, 0],
  'partial-batch': [201, 1],
  'omitted-batch-result': [201, 1],
  'shuffled-batch-results': [201, 1],
  'revoked-tokens': [401, 0],
  'period-closed': [201, 1],
  'account-blocked': [201, 1],
  'replica-behind': [201, 1],
  'credits-exhausted': [201, 1],
};

test('every fault that has a name is in this list', () => {
  expect(Object.keys(OUTCOMES)).toEqual(Object.keys(COMMON_FAULTS));
});

test.each(Object.entries(OUTCOMES))(
  'at the making of a journal the fault %s comes out as %o',
  async (effect, outcome) => {
    // Of its own, because what comes late must not come into the next test.
    await using own = await startSandbox();
    const client = await signIn(own);
    await control(own, '/faults', { operation: 'bc.journals.create', times: 1, effect });
    const answer = await create(client, outcome[0] === 'silence' ? 150 : 10_000);
    expect([answer, own.businessCentral.journals().length]).toEqual(outcome);
    expect(own.world.faults.list()).toMatchObject([{ matched: 1, fired: 1 }]);
  },
);

async function create({ call }: Client, timeoutMs: number): Promise<number | string> {
  try {
    return (await call('POST', `${COMPANY}/journals`, { code: 'A' }, {}, { timeoutMs })).status;
  } catch (error) {
    return error instanceof Error && error.name === 'AbortError' ? 'silence' : 'cut off';
  }
}

const atAddition = (effect: object | string) =>
  control(mock, '/faults', { operation: 'xledger.addGLImportItems', times: 1, effect });
const queued = () => mock.xledger.queue.rows().length;

test('Xledger may reset the connection within the answer, after storing the rows', async () => {
  await atAddition('reset');
  const reply = await postGraphql(mock, ADD_ITEMS, aVoucher());
  await expect(reply.text()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect(queued()).toBe(2);
});

test('Xledger may store the rows and yet say that the query timed out', async () => {
  await atAddition('query-timed-out');
  expect(await ask(mock, ADD_ITEMS, aVoucher())).toEqual({ errors: [{ message: 'Your query timed out.' }] });
  expect(queued()).toBe(2);
});

test('Xledger may answer in gzip', async () => {
  await atAddition('compressed');
  const reply = await postGraphql(mock, ADD_ITEMS, aVoucher());
  expect(reply.headers.get('content-encoding')).toBe('gzip');
  expect(await reply.json()).toMatchObject({ data: { addGLImportItems: { edges: [{}, {}] } } });
});

test.each(['unavailable', 'refused-by-gateway', 'overloaded', 'login-page', 'too-many'])(
  'Xledger may refuse the rows by %s and store none',
  async (effect) => {
    await atAddition(effect);
    const reply = await postGraphql(mock, ADD_ITEMS, aVoucher());
    expect(reply.status).toBe(OUTCOMES[effect]?.[0]);
    expect(queued()).toBe(0);
  },
);

test('an account that is blocked as a call comes in stops Xledger from booking, too', async () => {
  await atAddition('account-blocked');
  await ask(mock, ADD_ITEMS, aVoucher());
  expect(mock.xledger.runBookingJob()).toMatchObject({ bookedVouchers: 0, failedRows: 1 });
});

test('a period that is closed as the posting comes in stops it', async () => {
  const client = await signIn(mock);
  const journal = await aStagedVoucher(client, 'A', { postingDate: new Date().toISOString().slice(0, 10) });
  await control(mock, '/faults', { operation: 'bc.post', times: 1, effect: 'period-closed' });
  expect((await client.call('POST', `${journal}/Microsoft.NAV.post`)).status).toBe(400);
  expect(mock.world.ledger.list()).toEqual([]);
});

test('a replica that falls behind hides what was posted', async () => {
  const client = await signIn(mock);
  const journal = await aStagedVoucher(client, 'A', { postingDate: new Date().toISOString().slice(0, 10) });
  await client.call('POST', `${journal}/Microsoft.NAV.post`);
  const entries = async () => valuesIn(await client.call('GET', `${COMPANY}/generalLedgerEntries`)).length;
  expect(await entries()).toBe(2);
  await control(mock, '/faults', { operation: 'bc.generalLedgerEntries', times: 1, effect: 'replica-behind' });
  expect(await entries()).toBe(0);
});
