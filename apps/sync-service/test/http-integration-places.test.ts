import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { MockErp } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { settle } from './support/engine.ts';
import { admin, approve, booked, claim, records, type Seen, seen } from './support/failed-records.ts';
import { expectProblem } from './support/http-problem.ts';
import { asOwner } from './support/http-stored.ts';
import { businessCentralIntegration, connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { aServiceWithMock, type TestService } from './support/service.ts';

const integration = '/v1/organizations/nbf/integration';
const patient = { interval: 50, timeout: 20_000 };

/** An organization whose journals people post in Business Central, which has a further template. */
async function connected() {
  const { service, mock } = await aServiceWithMock();
  mock.businessCentral.settings.furtherTemplates = ['BANKGEN'];
  const { credentials: _, ...saved } = businessCentralIntegration(mock);
  const settings = { ...saved.settings, post: false };
  await connectOrganization(service, 'nbf', { ...businessCentralIntegration(mock), settings });
  const save = (change: object) =>
    service.call('PUT', integration, admin, { ...saved, settings: { ...settings, ...change } });
  return { service, mock, save };
}

/** Tests what is saved and begins again, as whoever changed it does. */
async function resume(service: TestService): Promise<void> {
  expect(await service.call('POST', `${integration}/test`, admin)).toMatchObject({ status: 200 });
  expect(await service.call('PUT', `${integration}/enabled`, admin, { enabled: true })).toMatchObject({ status: 200 });
}

const stateOf = async (service: TestService, id: string) => (await seen(service, id)).state;

/** Somebody in Business Central posts all that waits. */
async function postJournals({ businessCentral, caCertificate, entra, urls, world: { seed } }: MockErp): Promise<void> {
  const { tenantId, environment, company, bilagApp } = seed.businessCentral;
  const audience = 'https://api.businesscentral.dynamics.com';
  const token = await entra.tokens.issue(bilagApp, { tenantId, audience, lifetimeSeconds: 600 });
  for (const { id } of businessCentral.journals()) {
    const path = `companies(${company.id})/journals(${id})/Microsoft.NAV.post`;
    const address = `${urls.businessCentral}/${tenantId}/${environment}/api/v2.0/${path}`;
    const headers = { authorization: `Bearer ${token}` };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(address, { method: 'POST', ca: caCertificate, headers }, resolve).once('error', reject).end();
    });
    expect(answer.resume().statusCode).toBe(204);
  }
}

test('CFG-5 the template that a voucher may lie in is not changed before it is booked, so that it is never sent a second time', async () => {
  const { service, mock, save } = await connected();
  // The journal is ready to be posted, and nobody was told.
  mock.world.faults.add({ operation: 'bc.journals.update', effect: { kind: 'commit-then-drop' }, times: 1 });
  const id = await approve(service, claim('A', '100'));
  await expect.poll(() => stateOf(service, id), patient).toBe('unknown');
  const problem = { status: 409, code: 'VOUCHERS_ON_THEIR_WAY', field: 'settings.journalTemplate' } as const;
  const early = await save({ journalTemplate: 'BANKGEN' });
  expectProblem(early, early.body, problem);
  // A look-up finds it; a person has yet to post it.
  await expect.poll(() => stateOf(service, id), patient).toBe('accepted');
  const waiting = await save({ journalTemplate: 'BANKGEN' });
  expectProblem(waiting, waiting.body, problem);
  const stored = { enabled: true, configVersion: 1, settings: { journalTemplate: 'GENERAL' } };
  expect(await service.call('GET', integration, admin)).toMatchObject({ body: stored });
  expect(mock.businessCentral.journals()).toHaveLength(1);
  await postJournals(mock);
  await settle(service);
  expect(await save({ journalTemplate: 'BANKGEN' })).toMatchObject({ status: 200 });
  expect(booked(mock)).toBe(1);
});

test('CFG-5 other settings change also while vouchers are on their way', async () => {
  const { service, save } = await connected();
  const id = await approve(service, claim('A', '100'));
  await expect.poll(() => stateOf(service, id), patient).toBe('accepted');
  expect(await save({ post: true })).toMatchObject({ status: 200 });
  expect(await save({ post: false, payablesAccount: '2400' })).toMatchObject({ status: 200 });
});

test('CFG-5 a voucher that is refused, or waits to be sent for the first time, holds nothing back: it lies nowhere', async () => {
  const { service, mock, save } = await connected();
  const id = await approve(service, claim('A', '999'));
  await expect.poll(() => stateOf(service, id), patient).toBe('rejected');
  expect(await save({ journalTemplate: 'BANKGEN' })).toMatchObject({ status: 200 });
  await approve(service, claim('B', '100'));
  expect(await save({ journalTemplate: 'GENERAL' })).toMatchObject({ status: 200 });
  await resume(service);
  await expect
    .poll(() => mock.businessCentral.journals().map((it) => it.templateDisplayName), patient)
    .toEqual(['GENERAL']);
});

test('CFG-5 what is held in doubt is settled first; then the template is free', async () => {
  const { service, save } = await connected();
  const id = await approve(service, claim('A', '100'));
  await expect.poll(() => stateOf(service, id), patient).toBe('accepted');
  await asOwner(
    service,
    "update bilag.outbox set state = 'held', in_doubt = true, ever_in_doubt = true, due_at = null",
  );
  expect(await save({ journalTemplate: 'BANKGEN' })).toMatchObject({ status: 409 });
  const decision = { decision: 'not-booked', reason: 'Deleted in Business Central' };
  expect(await service.call<Seen>('POST', `${records}/${id}/resolution`, admin, decision)).toMatchObject({
    status: 200,
  });
  expect(await save({ journalTemplate: 'BANKGEN' })).toMatchObject({ status: 200 });
});

test('CFG-5 another accounting system can be connected all the same: what was sent to the former one is never looked for there', async () => {
  const { service, mock } = await connected();
  const id = await approve(service, claim('A', '100'));
  await expect.poll(() => stateOf(service, id), patient).toBe('accepted');
  expect(await service.call('PUT', integration, admin, xledgerIntegration(mock))).toMatchObject({ status: 200 });
});
