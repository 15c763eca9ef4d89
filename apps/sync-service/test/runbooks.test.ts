import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { MockErp } from '@bilag/mock-erp';
import { describe, expect, test } from 'vitest';
import { passTime, settle } from './support/engine.ts';
import { admin, approve, claim, type Seen, seen } from './support/failed-records.ts';
import { recordsOf } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { businessCentralIntegration, connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { scrape } from './support/scrape.ts';
import { aServiceWithMock, globalAdmin, type TestService } from './support/service.ts';

const page = await readFile(path.resolve(import.meta.dirname, '../../../docs/runbooks.md'), 'utf8');
const records = recordsOf('nbf');
const integration = '/v1/organizations/nbf/integration';

/** What the page says under a heading. */
function stepsOf(heading: string): string {
  const [, text] = page.split(`\n## ${heading}\n`);
  if (text === undefined) throw new Error(`The page has no «${heading}».`);
  return text.split('\n## ')[0] ?? '';
}

/** Whether the page sends its reader to each of these, and a scrape has those that are metrics. */
async function hasSigns(service: TestService, heading: string, signs: readonly string[]): Promise<void> {
  const steps = stepsOf(heading);
  for (const sign of signs) expect(steps).toContain(sign);
  const names = new Set([...(await scrape(service)).keys()].map((it) => it.slice(0, it.indexOf('{'))));
  const metrics = [...steps.matchAll(/`(bilag_\w+)/g)].map(([, name = '']) => name);
  expect(metrics.filter((it) => !names.has(it) && it !== 'bilag_error_code')).toEqual([]);
}

interface Overview {
  readonly items: readonly {
    readonly organization: { readonly id: string };
    readonly health: string;
  }[];
}

const booked = ({ world }: MockErp) => world.ledger.list().length;
const status = async (service: TestService) =>
  (await service.call<Readonly<Record<string, unknown>>>('GET', '/v1/organizations/nbf/status', admin)).body;

describe('a rehearsal of', () => {
  test('«Vouchers are not booked»: the page leads to the accounting system that is down; once it answers, everything is booked', async () => {
    const { service, mock } = await aServiceWithMock();
    await connectOrganization(service, 'nbf', xledgerIntegration(mock));
    await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
    mock.world.faults.add({ id: 'down', system: 'xledger', effect: { kind: 'status', status: 503, body: 'Down' } });
    const id = await approve(service, claim('A'));
    // 1: which organization. 2: why it is not served. 3: how the accounting system answers. 4: the replicas.
    const levels = async () => {
      const { body } = await service.call<Overview>('GET', '/v1/overview', globalAdmin);
      return Object.fromEntries(body.items.map(({ organization, health }) => [organization.id, health]));
    };
    await expect.poll(levels, { timeout: 60_000 }).toEqual({ hlf: 'healthy', nbf: 'errors' });
    expect(await status(service)).toMatchObject({
      resting: { code: 'ERP_UNAVAILABLE' },
      lastSync: { outcome: 'failed' },
    });
    expect(await seen(service, id)).toMatchObject({ failure: { code: 'ERP_UNAVAILABLE' } });
    const said = [...(await scrape(service)).keys()].filter((it) => it.startsWith('bilag_steps_total'));
    expect(said.join('\n')).toContain('bilag_error_code="ERP_UNAVAILABLE"');
    expect(await service.call('GET', '/readyz')).toMatchObject({ status: 200 });
    await hasSigns(service, 'Vouchers are not booked', ['/v1/overview', 'records?failed=true', '/readyz']);
    mock.world.faults.remove('down');
    await settle(service, { hurry: (it) => passTime(it, 3_600_000) });
    expect(booked(mock)).toBe(1);
    expect(await levels()).toEqual({ hlf: 'healthy', nbf: 'healthy' });
  });

  test('«A voucher needs a decision»: what was sent and answered is shown; whoever has looked decides, and nothing is booked again', async () => {
    const { service, mock } = await aServiceWithMock();
    await connectOrganization(service, 'nbf', xledgerIntegration(mock));
    mock.world.faults.add({
      operation: 'xledger.addGLImportItems',
      effect: { kind: 'commit-then-drop' },
      times: 1,
    });
    const id = await approve(service, claim('A'));
    // The answer is lost, and before Bilag looks, somebody copies the voucher in the ledger.
    await expect.poll(async () => (await seen(service, id)).state).toBe('unknown');
    mock.xledger.runBookingJob();
    const [voucher] = mock.world.ledger.list();
    if (voucher === undefined) throw new Error('It was booked.');
    const { sequence: _, ...copy } = voucher;
    mock.world.ledger.book({ ...copy, voucherNumber: String(Number(voucher.voucherNumber) + 1_000) });
    await passTime(service, 3_600_000);
    await expect.poll(async () => (await seen(service, id)).state).toBe('held');
    expect((await scrape(service)).get('bilag_backlog{bilag_state="held"}')).toBe(1);
    const log = await service.call<{ items: { id: string; action: string; result: string }[] }>(
      'GET',
      `/v1/organizations/nbf/sync-logs?recordId=${id}`,
      admin,
    );
    const attempt = log.body.items.find(({ action }) => action === 'attempt');
    const shown = await service.call('GET', `/v1/organizations/nbf/sync-logs/${attempt?.id}`, admin);
    expect(shown).toMatchObject({
      status: 200,
      body: {
        sent: { payload: expect.stringContaining('"310"') },
        message: expect.stringContaining('answer was lost'),
      },
    });
    await hasSigns(service, 'A voucher needs a decision', ['Retry', 'Marked as posted', 'Not in the ledger']);
    const decided = await service.call<Seen>('POST', `${records}/${id}/resolution`, admin, {
      decision: 'posted',
      voucherNumber: voucher.voucherNumber,
      reason: 'The other one was reversed by hand',
    });
    expect(decided).toMatchObject({ status: 200, body: { state: 'synced' } });
    await settle(service);
    expect(booked(mock)).toBe(2);
  });

  test('«An organization is paused»: no attempt is burnt; new credentials, a test and enabling release what has waited', async () => {
    const { service, mock } = await aServiceWithMock();
    const good = xledgerIntegration(mock);
    await connectOrganization(service, 'nbf', good);
    mock.world.faults.add({ id: 'refused', system: 'xledger', effect: { kind: 'status', status: 401 } });
    const ids = [await approve(service, claim('A')), await approve(service, claim('B'))];
    await expect
      .poll(async () => (await status(service))['paused'])
      .toMatchObject({ code: 'ERP_AUTHENTICATION_FAILED' });
    expect((await scrape(service)).get('bilag_lanes_paused{}')).toBe(1);
    await hasSigns(service, 'An organization is paused', [
      'replaces the credentials',
      'tests the connection',
      'enabling',
    ]);
    mock.world.faults.remove('refused');
    expect(await service.call('PUT', integration, admin, good)).toMatchObject({ status: 200 });
    expect(await service.call('POST', `${integration}/test`, admin)).toMatchObject({ status: 200 });
    expect(await service.call('PUT', `${integration}/enabled`, admin, { enabled: true })).toMatchObject({
      status: 200,
    });
    await settle(service);
    expect(booked(mock)).toBe(2);
    for (const id of ids) expect((await seen(service, id)).attempts).toBeLessThanOrEqual(2);
  });

  test('«The database is slow»: its questions find the session that is in the way; all replicas live through a blip and go on by themselves', async () => {
    const { service, mock } = await aServiceWithMock();
    await connectOrganization(service, 'nbf', xledgerIntegration(mock));
    const heading = 'The database is slow';
    await hasSigns(service, heading, ['pg_stat_activity', 'pg_stat_user_tables', '/livez', '/readyz']);
    const questions = [...stepsOf(heading).matchAll(/`(select [^`]+)`/g)].map(([, sql = '']) => sql);
    expect(questions).toHaveLength(2);
    const [sessions = [], tables = []] = await Promise.all(
      questions.map((sql) => asOwner<Readonly<Record<string, unknown>>>(service, sql)),
    );
    expect(sessions.length).toBeGreaterThan(0);
    expect(tables.map(({ relname }) => relname)).toContain('outbox');
    await asOwner(
      service,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'bilag'`,
    );
    expect(await service.call('GET', '/livez')).toMatchObject({ status: 200 });
    await expect.poll(async () => (await service.call('GET', '/readyz')).status).toBe(200);
    await approve(service, claim('A'));
    await settle(service);
    expect(booked(mock)).toBe(1);
  });
});

test('every page of the runbooks is rehearsed', async () => {
  const own = await readFile(import.meta.filename, 'utf8');
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
  expect(headings.length).toBeGreaterThan(3);
  expect(headings.filter((it) => !own.includes(`test('«${it}»`))).toEqual([]);
});
