import type { Voucher } from '@bilag/core';
import type { NewFaultRule } from '@bilag/mock-erp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { look, patience } from '../support/sandbox.ts';
import { asPerson } from './support/person.ts';
import { openSandbox, type Sandbox, valid } from './support/sandbox.ts';

/**
 * Every effect at every step is a sweep of some half a minute; it is made with `BILAG_FULL_SWEEP=1`. Without it all effects are tried where lines
 * are written and where they are posted, and at each other step every third one, another third at each.
 */
const isFullSweep = process.env['BILAG_FULL_SWEEP'] === '1';

let sandbox: Sandbox;
const open = async () => {
  sandbox = await openSandbox();
};
const close = () => sandbox[Symbol.asyncDispose]();

type Effect = NewFaultRule['effect'];

const journals = () => sandbox.mock.businessCentral.journals();
const stagedLines = () => journals().flatMap(({ lines }) => lines.filter(({ accountNumber }) => accountNumber !== ''));
const failOnce = (operation: string, effect: Effect) => sandbox.mock.world.faults.add({ operation, effect, times: 1 });

const steps = [
  'bc.journals.list',
  'bc.journals.create',
  'bc.batch',
  'bc.journalLines.create',
  'bc.journalLines.list',
  'bc.dimensionSetLines.create',
  'bc.journals.update',
  'bc.post',
  'bc.generalLedgerEntries',
  'bc.journals.delete',
] as const;

const effects: Readonly<Record<string, Effect>> = {
  'cut off before it was done': { kind: 'drop-before' },
  'cut off after it was done': { kind: 'commit-then-drop' },
  'done and answered with 503': {
    kind: 'commit-then-status',
    status: 503,
    body: '<h1>Busy</h1>',
    contentType: 'text/html',
  },
  'done and answered with 504': { kind: 'commit-then-status', status: 504 },
  'not done and answered with 503': { kind: 'status', status: 503, headers: { 'retry-after': '1' } },
  'done and answered with half an answer': { kind: 'truncate' },
  'done and answered with a page of HTML': {
    kind: 'commit-then-status',
    status: 200,
    body: '<html>',
    contentType: 'text/html',
  },
  'not done and answered with a page of HTML': {
    kind: 'status',
    status: 200,
    body: '<html>',
    contentType: 'text/html',
  },
  'not done because of too many requests': { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  'refused for want of a right': {
    kind: 'status',
    status: 403,
    body: { error: { code: 'Internal_ServerError', message: '' } },
  },
  'refused because of its token': { kind: 'status', status: 401, body: { message: 'Unauthorized' } },
  'not found for a moment': { kind: 'status', status: 404 },
  'refused because of a lock': {
    kind: 'status',
    status: 409,
    body: { error: { code: 'Internal_ServerError', message: '' } },
  },
};

/** What the engine does: an unknown voucher is looked up, one that is surely not booked is sent again in another batch. */
async function deliver(it: Voucher, attempts = 3): Promise<readonly string[]> {
  const story: string[] = [];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { batchKey, of } = await sandbox.post([it]);
    const outcome = of(it)?.kind ?? 'missing';
    story.push(outcome);
    if (outcome === 'booked' || outcome === 'rejected') return story;
    if (outcome === 'retry') continue;
    story.push(await settle(it, batchKey, attempts));
    if (story.at(-1) !== 'absent') return story;
  }
  return story;
}

/** A look-up that cannot tell is made again. */
async function settle(it: Voucher, batchKey: string, attempts: number): Promise<string> {
  let found = await look(sandbox.gateway, it, batchKey);
  for (let attempt = 1; attempt < attempts && found?.kind !== 'booked' && found?.kind !== 'absent'; attempt += 1) {
    found = await look(sandbox.gateway, it, batchKey);
  }
  return found?.kind ?? 'missing';
}

const sweptInFull: readonly string[] = ['bc.batch', 'bc.post'];

const effectsAt = (step: (typeof steps)[number]) =>
  Object.keys(effects).filter(
    (_, at) => isFullSweep || sweptInFull.includes(step) || at % 3 === steps.indexOf(step) % 3,
  );

test('every effect is tried at several steps, whichever form of the sweep is made', () => {
  for (const name of Object.keys(effects)) {
    expect(steps.filter((step) => effectsAt(step).includes(name)).length).toBeGreaterThanOrEqual(4);
  }
});

describe.each(steps)('whatever becomes of «%s»', (operation) => {
  beforeAll(open);
  afterAll(close);
  afterEach(() => sandbox.mock.world.faults.clear());

  test.each(effectsAt(operation))('%s: the voucher is booked once, and nothing of it stays staged', async (name) => {
    const it = valid();
    failOnce(operation, effects[name] ?? { kind: 'drop-before' });
    const story = await deliver(it);
    expect(story.at(-1)).toBe('booked');
    expect(sandbox.timesBooked(it)).toBe(1);
    expect(stagedLines()).toEqual([]);
  });
});

describe('a bad day', () => {
  beforeAll(open);
  afterAll(close);

  test.each([1, 2, 3])(
    'DOD-2 whatever goes wrong at every step, each voucher is booked once (draw %i)',
    async (draw) => {
      const { faults } = sandbox.mock.world;
      faults.clear();
      for (const [at, effect] of Object.values(effects).entries()) {
        const rule = { system: 'business-central', probability: 0.005, effect } as const;
        faults.add({ ...rule, seed: draw * 100 + at });
      }
      const all = Array.from({ length: 12 }, () => valid());
      for (const it of all) expect((await deliver(it, 30)).at(-1)).toBe('booked');
      expect(all.map((it) => sandbox.timesBooked(it))).toEqual(all.map(() => 1));
      expect(faults.list().reduce((sum, { fired }) => sum + fired, 0)).toBeGreaterThan(10);
      expect(stagedLines()).toEqual([]);
    },
    120_000,
  );
});

describe('in doubt', () => {
  beforeEach(open);
  afterEach(close);

  test.each([
    { kind: 'drop-before' },
    { kind: 'commit-then-drop' },
    { kind: 'commit-then-status', status: 500 },
    { kind: 'commit-then-status', status: 408 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 200, body: '<html>', contentType: 'text/html' },
    { kind: 'truncate' },
  ] satisfies Effect[])('a posting without a clear answer is unknown: $kind $status', async (effect) => {
    failOnce('bc.post', effect);
    const it = valid();
    expect((await sandbox.post([it])).of(it)?.kind).toBe('unknown');
  });

  test('a staged journal that could not be removed is unknown, and the look-up removes it before it says absent', async () => {
    failOnce('bc.batch', { kind: 'commit-then-drop' });
    failOnce('bc.journals.delete', { kind: 'drop-before' });
    const it = valid();
    const { batchKey, of } = await sandbox.post([it]);
    expect(of(it)?.kind).toBe('unknown');
    expect(stagedLines()).not.toEqual([]);
    failOnce('bc.journals.delete', { kind: 'drop-before' });
    expect((await look(sandbox.gateway, it, batchKey))?.kind).toBe('cannot-tell');
    expect(await look(sandbox.gateway, it, batchKey)).toEqual({ kind: 'absent' });
    expect(journals()).toEqual([]);
  });

  test('a left-over journal that a person posts before the look-up is found booked', async () => {
    failOnce('bc.post', { kind: 'drop-before' });
    const it = valid();
    const { batchKey, of } = await sandbox.post([it]);
    expect(of(it)?.kind).toBe('unknown');
    await asPerson(sandbox.mock, 'POST', `journals(${journals()[0]?.id})/Microsoft.NAV.post`);
    expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({ kind: 'booked', copies: 1 });
    expect(sandbox.timesBooked(it)).toBe(1);
  });

  test('the same batch under the same journal code waits for a look-up while the old journal is there', async () => {
    failOnce('bc.post', { kind: 'drop-before' });
    const it = valid();
    const { batchKey } = await sandbox.post([it]);
    expect((await sandbox.post([it], sandbox.gateway, batchKey)).of(it)?.kind).toBe('unknown');
    expect(sandbox.timesBooked(it)).toBe(0);
  });

  test('a creation that lands after it was given up holds no line, and the next call notices it', async () => {
    failOnce('bc.journals.create', { kind: 'late-commit', ms: 50, status: 504 });
    const it = valid();
    const first = await sandbox.post([it]);
    expect(first.of(it)?.kind).toBe('retry');
    await vi.waitFor(() => expect(journals()).toHaveLength(1));
    expect((await sandbox.post([it], sandbox.gateway, first.batchKey)).of(it)?.kind).toBe('unknown');
    expect(await look(sandbox.gateway, it, first.batchKey)).toEqual({ kind: 'absent' });
    expect(journals()).toEqual([]);
  });

  test('lines that land after they were given up find no journal any more', async () => {
    failOnce('bc.batch', { kind: 'late-commit', ms: 300, status: 504 });
    const it = valid();
    expect((await sandbox.post([it])).of(it)?.kind).toBe('retry');
    await vi.waitFor(() => expect(sandbox.requests('bc.journalLines.create')).not.toEqual([]));
    expect(journals()).toEqual([]);
    expect((await sandbox.post([it])).of(it)?.kind).toBe('booked');
    expect(sandbox.timesBooked(it)).toBe(1);
  });

  test.each([
    { kind: 'partial-batch', items: 1 },
    { kind: 'omit-batch-results', items: 1 },
  ] satisfies Effect[])('a batch that answers for a part only is taken back: $kind', async (effect) => {
    failOnce('bc.batch', effect);
    const it = valid();
    expect((await sandbox.post([it])).of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
    expect(journals()).toEqual([]);
  });

  test('answers in another order are matched by their ids', async () => {
    sandbox.mock.world.faults.add({ operation: 'bc.batch', effect: { kind: 'shuffle-batch-results' } });
    const it = valid();
    expect((await sandbox.post([it])).of(it)?.kind).toBe('booked');
  });

  test('after the deadline nothing is written any more', async () => {
    failOnce('bc.journalLines.list', { kind: 'hang' });
    const it = valid();
    const batchKey = 'DEADLINE';
    const rendered = [sandbox.gateway.render(it)];
    const outcome = await sandbox.gateway.postVouchers(rendered, { ...patience(700), batchKey });
    expect(outcome.get(it.reference)?.kind).toBe('unknown');
    expect(sandbox.requests('bc.post')).toEqual([]);
    expect(sandbox.requests('bc.journals.delete')).toEqual([]);
    expect(await look(sandbox.gateway, it, batchKey)).toEqual({ kind: 'absent' });
  });

  test('a look-up asks the ledger’s own database, not a replica that lags behind', async () => {
    sandbox.mock.businessCentral.settings.replicaLagMs = 3_600_000;
    const it = valid();
    await sandbox.post([it]);
    expect(await look(sandbox.gateway, it)).toMatchObject({ kind: 'booked' });
    const [asked] = sandbox.requests('bc.generalLedgerEntries').slice(-1);
    expect(asked?.headers).toMatchObject({ 'data-access-intent': 'ReadWrite' });
  });

  test('many references are found page by page', async () => {
    sandbox.mock.businessCentral.settings.pageLimit = 4;
    const all = Array.from({ length: 30 }, () => valid());
    const { batchKey } = await sandbox.post(all);
    const never = valid();
    const queries = [...all, never].map(({ reference }) => ({ reference, batchKey }));
    const found = await sandbox.gateway.findVouchers(queries, patience());
    for (const { reference } of all) expect(found.get(reference)).toMatchObject({ kind: 'booked', copies: 1 });
    expect(found.get(never.reference)).toEqual({ kind: 'absent' });
  });

  test('a page that cannot be read leaves every voucher open', async () => {
    sandbox.mock.businessCentral.settings.pageLimit = 4;
    const all = [valid(), valid(), valid()];
    await sandbox.post(all);
    const before = sandbox.requests('bc.generalLedgerEntries').length;
    expect(before).toBeGreaterThan(1);
    sandbox.mock.world.faults.add({
      operation: 'bc.generalLedgerEntries',
      nth: [2, 4],
      effect: { kind: 'status', status: 400, body: { error: { code: 'SkipTokenIsNoLongerValid', message: 'Gone.' } } },
    });
    const queries = all.map(({ reference }) => ({ reference, batchKey: null }));
    const found = await sandbox.gateway.findVouchers(queries, patience());
    for (const { reference } of all) expect(found.get(reference)?.kind).toBe('unavailable');
  });

  test('a page whose link has died is read once more, from the start of the list', async () => {
    sandbox.mock.businessCentral.settings.pageLimit = 4;
    const all = [valid(), valid(), valid()];
    await sandbox.post(all);
    sandbox.mock.world.faults.add({
      operation: 'bc.generalLedgerEntries',
      nth: [2],
      effect: { kind: 'status', status: 400, body: { error: { code: 'SkipTokenIsNoLongerValid', message: 'Gone.' } } },
    });
    const queries = all.map(({ reference }) => ({ reference, batchKey: null }));
    const found = await sandbox.gateway.findVouchers(queries, patience());
    for (const { reference } of all) expect(found.get(reference)).toMatchObject({ kind: 'booked', copies: 1 });
  });
});
