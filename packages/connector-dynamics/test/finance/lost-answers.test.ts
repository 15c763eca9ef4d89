import type { Voucher } from '@bilag/core';
import type { NewFaultRule } from '@bilag/mock-erp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { look, patience } from '../support/sandbox.ts';
import { lookKnowing, openSandbox, type Sandbox, valid } from './support/sandbox.ts';

let sandbox: Sandbox;
const open = async () => {
  sandbox = await openSandbox();
};
const close = () => sandbox[Symbol.asyncDispose]();

type Effect = NewFaultRule['effect'];

const journals = () => sandbox.mock.finance.journals();

const steps = [
  'finance.LedgerJournalHeaders.list',
  'finance.LedgerJournalHeaders.create',
  'finance.batch',
  'finance.LedgerJournalLines.create',
  'finance.LedgerJournalLines.list',
  'finance.LedgerJournalHeaders.update',
  'finance.LedgerJournalHeaders.delete',
] as const;

const html = { body: '<html>', contentType: 'text/html' };
const infolog = (text: string) => ({
  error: { code: '', message: 'An error has occurred.', innererror: { message: `Infolog: Error: ${text}` } },
});
const conflict = infolog('Cannot edit a record. An update conflict occurred due to another user process.');

const effects: Readonly<Record<string, Effect>> = {
  'cut off before it was done': { kind: 'drop-before' },
  'cut off after it was done': { kind: 'commit-then-drop' },
  'done and answered with 500 and no infolog': { kind: 'commit-then-status', status: 500, body: {} },
  'done and answered with 500 and an infolog': { kind: 'commit-then-status', status: 500, body: conflict },
  'done and answered with 400 and an infolog': { kind: 'commit-then-status', status: 400, body: conflict },
  'done and answered with 503': { kind: 'commit-then-status', status: 503, ...html },
  'done and answered with 504': { kind: 'commit-then-status', status: 504 },
  'not done and answered with 503': { kind: 'status', status: 503, headers: { 'retry-after': '1' } },
  'done and answered with half an answer': { kind: 'truncate' },
  'done and answered with a page of HTML': { kind: 'commit-then-status', status: 200, ...html },
  'not done and answered with a page of HTML': { kind: 'status', status: 200, ...html },
  'not done because of too many requests': { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  'not done because of an update conflict, as 500': { kind: 'status', status: 500, body: conflict },
  'not done because of an update conflict, as 400': { kind: 'status', status: 400, body: conflict },
  'refused for want of a right': { kind: 'status', status: 403 },
  'refused because of its token': { kind: 'status', status: 401 },
  'not found for a moment': { kind: 'status', status: 404 },
  'changed by somebody': { kind: 'status', status: 412 },
};

/** What the engine does: an unknown voucher is looked up, one that is surely not there is sent again in another batch. */
async function deliver(it: Voucher, attempts = 3): Promise<readonly string[]> {
  const story: string[] = [];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { batchKey, of } = await sandbox.post([it]);
    const outcome = of(it)?.kind ?? 'missing';
    story.push(outcome);
    if (outcome === 'accepted' || outcome === 'rejected') return story;
    if (outcome === 'retry') continue;
    story.push(await settle(it, batchKey, attempts));
    if (story.at(-1) !== 'absent') return story;
  }
  return story;
}

/** A look-up that cannot tell is made again. */
async function settle(it: Voucher, batchKey: string, attempts: number): Promise<string> {
  const lookOnce = async () => (await lookKnowing(sandbox.gateway, [it], batchKey))(it);
  let found = await lookOnce();
  for (let attempt = 1; attempt < attempts && found?.kind !== 'accepted' && found?.kind !== 'absent'; attempt += 1) {
    found = await lookOnce();
  }
  return found?.kind ?? 'missing';
}

const staged = ({ reference }: Voucher) =>
  journals().flatMap(({ lines }) => lines.filter(({ Document: document }) => document === reference));

describe.each(steps)('whatever becomes of «%s»', (operation) => {
  beforeAll(open);
  afterAll(close);
  afterEach(() => sandbox.mock.world.faults.clear());

  test.each(Object.keys(effects))('%s: the voucher is in one journal, once, and booked once', async (name) => {
    const it = valid();
    sandbox.failOnce(operation, effects[name] ?? { kind: 'drop-before' });
    const story = await deliver(it);
    expect(story.at(-1)).toBe('accepted');
    expect(staged(it)).toHaveLength(it.lines.length);
    expect(journals().at(-1)?.header['Description']).toMatch(/^Bilag [0-9A-Z]{12}$/);
    await sandbox.book();
    expect(sandbox.timesBooked(it)).toBe(1);
    expect(await look(sandbox.gateway, it)).toMatchObject({ kind: 'booked', copies: 1 });
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
        const rule = { system: 'finance', probability: 0.008, effect } as const;
        faults.add({ ...rule, seed: draw * 100 + at });
      }
      const vouchers = Array.from({ length: 12 }, () => valid());
      const ends: (string | undefined)[] = [];
      for (const it of vouchers) {
        ends.push((await deliver(it, 12)).at(-1));
      }
      faults.clear();
      await sandbox.book();
      expect(ends).toEqual(vouchers.map(() => 'accepted'));
      for (const it of vouchers) expect(sandbox.timesBooked(it)).toBe(1);
    },
    120_000,
  );
});

describe('what a broken-off call leaves', () => {
  beforeAll(open);
  afterAll(close);
  afterEach(() => sandbox.mock.world.faults.clear());

  test('an empty journal is used by the next call for the same vouchers, and not made twice', async () => {
    const it = valid();
    sandbox.failOnce('finance.batch', { kind: 'status', status: 429 });
    sandbox.failOnce('finance.LedgerJournalHeaders.delete', { kind: 'status', status: 503 });
    expect((await sandbox.post([it], sandbox.gateway, 'SAME')).of(it)?.kind).toBe('retry');
    const made = sandbox.requests('finance.LedgerJournalHeaders.create').length;
    expect((await sandbox.post([it], sandbox.gateway, 'SAME')).of(it)?.kind).toBe('accepted');
    expect(sandbox.requests('finance.LedgerJournalHeaders.create')).toHaveLength(made);
  });

  test('an empty journal is removed by the look-up that finds no voucher', async () => {
    const it = valid();
    sandbox.failOnce('finance.batch', { kind: 'drop-before' });
    const { batchKey, of } = await sandbox.post([it]);
    expect(of(it)?.kind).toBe('unknown');
    const before = journals().length;
    expect(await look(sandbox.gateway, it, batchKey)).toEqual({ kind: 'absent' });
    expect(journals()).toHaveLength(before - 1);
  });

  test('whole vouchers whose answer was lost are left to people, and their journal says so', async () => {
    const [one, two] = [valid(), valid()];
    sandbox.failOnce('finance.batch', { kind: 'commit-then-drop' });
    const { batchKey, of } = await sandbox.post([one, two]);
    expect([of(one)?.kind, of(two)?.kind]).toEqual(['unknown', 'unknown']);
    expect(journals().at(-1)?.header['Description']).toContain('do not post');
    const found = await lookKnowing(sandbox.gateway, [one, two], batchKey);
    expect([found(one)?.kind, found(two)?.kind]).toEqual(['accepted', 'accepted']);
    expect(journals().at(-1)?.header['Description']).toMatch(/^Bilag [0-9A-Z]{12}$/);
  });

  test('the same vouchers are not sent again while their earlier journal is there', async () => {
    const it = valid();
    sandbox.failOnce('finance.batch', { kind: 'commit-then-drop' });
    expect((await sandbox.post([it], sandbox.gateway, 'AGAIN')).of(it)?.kind).toBe('unknown');
    expect((await sandbox.post([it], sandbox.gateway, 'AGAIN')).of(it)).toMatchObject({
      kind: 'unknown',
      failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' },
    });
    expect(staged(it)).toHaveLength(3);
  });

  test('a company that is closed to the integration says nothing about what is in it', async () => {
    const it = valid();
    sandbox.failOnce('finance.batch', { kind: 'commit-then-drop' });
    const { batchKey } = await sandbox.post([it]);
    sandbox.mock.finance.settings.hiddenCompanies = ['hlf'];
    expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({
      kind: 'unavailable',
      failure: { code: 'ERP_WRONG_LEDGER', field: 'company' },
    });
    sandbox.mock.finance.settings.hiddenCompanies = [];
    expect((await look(sandbox.gateway, it, batchKey))?.kind).toBe('accepted');
  });

  test('nothing counts as absent while the company itself cannot be asked for', async () => {
    const it = valid();
    sandbox.failOnce('finance.JournalNames.list', { kind: 'status', status: 503 });
    expect((await look(sandbox.gateway, it))?.kind).toBe('unavailable');
    expect(await look(sandbox.gateway, it)).toEqual({ kind: 'absent' });
  });

  test('nothing is written after the deadline', async () => {
    const it = valid();
    sandbox.failOnce('finance.LedgerJournalHeaders.create', { kind: 'delay', ms: 600 });
    const rendered = [sandbox.gateway.render(it)];
    const signal = AbortSignal.timeout(400);
    const answers = await sandbox.gateway.postVouchers(rendered, { signal, batchKey: 'LATE' });
    expect(answers.get(it.reference)?.kind).toBe('retry');
    expect(staged(it)).toEqual([]);
    const found = await sandbox.gateway.findVouchers([{ reference: it.reference, batchKey: 'LATE' }], patience());
    expect(found.get(it.reference)).toEqual({ kind: 'absent' });
  });
});
