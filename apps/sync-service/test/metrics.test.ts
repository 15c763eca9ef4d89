import { readFileSync } from 'node:fs';
import path from 'node:path';
import { anApproval } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { settle, skipBackoff } from './support/engine.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { scrape } from './support/scrape.ts';
import { approvingApp, aServiceWithMock, startTestService, type TestService } from './support/service.ts';

/** Prometheus stores it as its buckets, their count and their sum. */
const histogram = 'bilag_approval_to_booked_seconds';

const claim = (costCenter: string) =>
  anApproval({ lines: [{ expenseType: 'toll', amount: '61.00', costCenter, text: 'Toll' }] });

async function approve(service: TestService, costCenter: string): Promise<void> {
  const address = '/v1/organizations/nbf/approvals';
  expect((await service.call('POST', address, approvingApp('nbf'), claim(costCenter))).status).toBe(201);
}

describe('what Prometheus scrapes', () => {
  test('is how many vouchers wait in which state, what came of each step, and how long it took until they were booked', async () => {
    const { service, mock } = await aServiceWithMock();
    await connectOrganization(service, 'nbf', xledgerIntegration(mock));
    mock.world.faults.add({
      operation: 'xledger.addGLImportItems',
      effect: { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
      times: 1,
    });
    await approve(service, '310');
    await approve(service, '320');
    await settle(service, { hurry: skipBackoff });
    const told = await scrape(service);
    expect(told.get('bilag_approval_to_booked_seconds_count{}')).toBe(2);
    expect(told.get('bilag_backlog{bilag_state="pending"}')).toBe(0);
    expect(told.get('bilag_backlog_oldest_age_seconds{}')).toBe(0);
    expect(told.get('bilag_instance_held{}')).toBe(0);
    expect(told.get('bilag_lanes_paused{}')).toBe(0);
    const steps = [...told].filter(([name]) => name.startsWith('bilag_steps_total{action="attempt"'));
    expect(steps.map(([name]) => name)).toContain(
      'bilag_steps_total{action="attempt",bilag_error_code="ERP_RATE_LIMITED",bilag_outcome="retrying"}',
    );
    expect(told.get('bilag_erp_requests_total{bilag_connector="xledger"}')).toBeGreaterThanOrEqual(3);
    expect(told.get('bilag_database_connections{kind="all",pool="engine"}')).toBeGreaterThan(0);
    expect([...told.keys()].join('\n')).not.toContain('nbf');
    const names = new Set([...told.keys()].map((it) => it.slice(0, it.indexOf('{'))));
    for (const file of ['ops/prometheus/alerts.yaml', 'ops/grafana/bilag.json', 'docs/telemetry.md']) {
      const used = readFileSync(path.resolve(import.meta.dirname, '../../..', file), 'utf8').match(
        /\bbilag_\w+?(?=[\s{[()\]`,])/g,
      );
      const labels = ['bilag_state', 'bilag_outcome', 'bilag_error_code', 'bilag_connector', histogram];
      expect({ file, unknown: (used ?? []).filter((it) => !names.has(it) && !labels.includes(it)) }).toEqual({
        file,
        unknown: [],
      });
    }
  });

  test('is the age of the oldest approval that is not in the books, while its connector is enabled', async () => {
    const { service, mock } = await aServiceWithMock({ BILAG_ROLE: 'api' });
    await connectOrganization(service, 'nbf', xledgerIntegration(mock));
    await approve(service, '310');
    const told = await scrape(service);
    expect(told.get('bilag_backlog{bilag_state="pending"}')).toBe(1);
    expect(told.get('bilag_backlog_oldest_age_seconds{}')).toBeGreaterThan(0);
  });

  test('is told by a worker, too', async () => {
    const service = await startTestService(undefined, { BILAG_ROLE: 'worker' });
    try {
      expect((await scrape(service)).has('bilag_backlog{bilag_state="held"}')).toBe(true);
    } finally {
      await service.close();
    }
  });
});

test('every alert has a runbook that is there', () => {
  const repository = path.resolve(import.meta.dirname, '../../..');
  const read = (file: string) => readFileSync(path.join(repository, file), 'utf8');
  const links = [...read('ops/prometheus/alerts.yaml').matchAll(/runbook: (\S+)#(\S+)/g)];
  expect(links.length).toBeGreaterThan(5);
  for (const [, file = '', anchor] of links) {
    const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
    expect({ file, headings }).toEqual({ file, headings: expect.arrayContaining([anchor]) });
  }
});
