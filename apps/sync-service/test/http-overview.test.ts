import { afterAll, beforeAll, expect, test } from 'vitest';
import { send } from './support/http-client.ts';
import { expectProblem } from './support/http-problem.ts';
import { createOrganization } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { aFakeConnector, connectedInDatabase } from './support/plugins.ts';
import { globalAdmin, orgAdmin, startTestService, type TestService } from './support/service.ts';
import { statusOf } from './support/syncs.ts';

interface Overview {
  readonly items: readonly {
    readonly organization: { readonly id: string; readonly name: string };
    readonly connector: string | null;
    readonly enabled: boolean;
    readonly health: string;
    readonly lastSyncAt: string | null;
    readonly pending: number;
    readonly failed: number;
    readonly isStale: boolean;
  }[];
  readonly nextCursor: string | null;
}

let service: TestService;

/** Nobody sends here, so that what is planted stays as it is. */
beforeAll(async () => {
  const registry = { alpha: aFakeConnector('alpha').load, beta: aFakeConnector('beta').load };
  service = await startTestService(undefined, { BILAG_ROLE: 'api' }, registry);
  for (const id of ['broken', 'fine', 'stale', 'switched-off']) {
    await connectedInDatabase(service, id, id === 'fine' ? 'beta' : 'alpha');
  }
  await createOrganization(service, 'unconnected');
  await entryOf('broken', 'rejected', 1, "failure_code = 'ERP_REFUSED', failure_message = 'No.', fresh = false");
  await entryOf('stale', 'pending', 2, "fresh = false, due_at = now() - interval '2 days'");
  await asOwner(service, "update bilag.integration_configs set enabled = false where organization_id = 'switched-off'");
});
afterAll(() => service?.close());

async function entryOf(id: string, state: string, sequence: number, change: string): Promise<void> {
  await asOwner(
    service,
    `insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content)
     values ('${id}', gen_random_uuid(), ${sequence}, 'reimbursement', 'CLM', 1, 'REF-${sequence}', '{}');
     insert into bilag.outbox (organization_id, sequence, record_id, reference, state)
     select organization_id, sequence, record_id, reference, '${state}' from bilag.expense_records where organization_id = '${id}';
     update bilag.outbox set ${change} where organization_id = '${id}';
     update bilag.lanes set cursor = ${sequence}, resumed_at = now() - interval '3 days' where organization_id = '${id}'`,
  );
}

async function overview(search = ''): Promise<Overview> {
  const { status, body } = await service.call<Overview>('GET', `/v1/overview${search}`, globalAdmin);
  expect(status).toBe(200);
  return body;
}

const idsOf = ({ items }: Overview) => items.map((it) => it.organization.id);

test('GLO-1 the overview has one row per organization with connector, switch, last sync, pending and failed', async () => {
  const { items, nextCursor } = await overview();
  const none = { lastSyncAt: null, pending: 0, failed: 0, isStale: false };
  expect(nextCursor).toBeNull();
  expect(items).toEqual([
    { organization: named('broken'), connector: 'alpha', enabled: true, health: 'errors', ...none, failed: 1 },
    { organization: named('fine'), connector: 'beta', enabled: true, health: 'healthy', ...none },
    {
      organization: named('stale'),
      connector: 'alpha',
      enabled: true,
      health: 'stale',
      ...none,
      pending: 1,
      isStale: true,
    },
    { organization: named('switched-off'), connector: 'alpha', enabled: false, health: 'disabled', ...none },
    { organization: named('unconnected'), connector: null, enabled: false, health: 'disabled', ...none },
  ]);
});

const named = (id: string) => ({ id, name: id });

test('GLO-2 GLO-3 GLO-4 DSH-2 a row says the same as the status that the org admin reads', async () => {
  for (const item of (await overview()).items) {
    const { id } = item.organization;
    const { connector, enabled, pending, failed, lastSync, health } = await statusOf(service, id);
    const { lastSyncAt } = item;
    const shown = {
      connector: item.connector,
      enabled: item.enabled,
      pending: item.pending,
      failed: item.failed,
      lastSyncAt,
    };
    expect(shown).toEqual({ connector, enabled, pending, failed, lastSyncAt: lastSync?.at ?? null });
    expect(item.isStale).toBe(health.reason === 'no-sync-for-a-day');
    const levels: Record<string, string> = { healthy: 'green', errors: 'amber', stale: 'red', disabled: 'off' };
    expect(levels[item.health]).toBe(health.level);
  }
});

test('GLO-5 the overview is narrowed to one connector, or to organizations without any', async () => {
  expect(idsOf(await overview('?connector=alpha'))).toEqual(['broken', 'stale', 'switched-off']);
  expect(idsOf(await overview('?connector=beta'))).toEqual(['fine']);
  expect(idsOf(await overview('?connector=none'))).toEqual(['unconnected']);
  expect(idsOf(await overview('?connector=no-such'))).toEqual([]);
});

test('GLO-6 the overview is narrowed to healthy, errors, stale or disabled', async () => {
  expect(idsOf(await overview('?health=healthy'))).toEqual(['fine']);
  expect(idsOf(await overview('?health=errors'))).toEqual(['broken']);
  expect(idsOf(await overview('?health=stale'))).toEqual(['stale']);
  expect(idsOf(await overview('?health=disabled'))).toEqual(['switched-off', 'unconnected']);
  expect(idsOf(await overview('?health=disabled&connector=alpha'))).toEqual(['switched-off']);
});

test.each(['', '&health=disabled', '&connector=alpha'])(
  'GLO-1 pages of one row add up to the whole list (%s)',
  async (filter) => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Overview = await overview(`?limit=1${filter}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...idsOf(page));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(idsOf(await overview(`?limit=200${filter}`)));
  },
);

test.each([
  'health=green',
  'health=',
  'connector=',
  "connector=a'--",
  'limit=0',
  'limit=201',
  'cursor=xx',
  'cursor=bzE6TkJG',
  'x=1',
])('GLO-6 a hostile filter is refused: %s', async (search) => {
  const reply = await send(service, 'GET', `/v1/overview?${search}`, { as: globalAdmin });
  expectProblem(reply, JSON.parse(reply.text), {
    status: 400,
    code: 'VALIDATION_FAILED',
    field: search.split('=', 1)[0] ?? '',
  });
});

test('GLO-1 an org admin has no overview of organizations', async () => {
  const reply = await send(service, 'GET', '/v1/overview', { as: orgAdmin('fine') });
  expectProblem(reply, JSON.parse(reply.text), { status: 403, code: 'FORBIDDEN' });
});

test('GLO-2 an organization whose access was refused, or that rests, is among the errors although no record failed', async () => {
  const fine = "where organization_id = 'fine'";
  await asOwner(service, `update bilag.lanes set pause_code = 'ERP_PERMISSION_DENIED', paused_at = now() ${fine}`);
  expect(idsOf(await overview('?health=errors'))).toEqual(['broken', 'fine']);
  const rest = "rest_code = 'ERP_ALLOWANCE_USED_UP', rest_until = now() + interval '1 hour'";
  await asOwner(service, `update bilag.lanes set pause_code = null, paused_at = null, ${rest} ${fine}`);
  expect(idsOf(await overview('?health=errors'))).toEqual(['broken', 'fine']);
});
