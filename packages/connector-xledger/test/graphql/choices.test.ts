import { XLEDGER_TOKENS } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { graphqlProfile } from '../../src/graphql/graphql-profile.ts';
import { developmentHost, patience, requestsOf } from '../support/harness.ts';
import { openMock } from './support/harness.ts';
import { answering } from './support/lists.ts';
import { startStranger } from './support/stranger.ts';

const choicesOf = (settings: object, apiToken: string = XLEDGER_TOKENS.full.token) =>
  graphqlProfile.choices?.({ settings, credentials: { apiToken } }, developmentHost, patience());

test('CFG-2 with the address alone, the token tells which entity it opens and what its places mean', async () => {
  await using erp = await openMock();
  const endpoint = erp.mock.urls.xledgerGraphql;
  expect(await choicesOf({ endpoint })).toEqual([
    {
      title: 'Norges Blindeforbund (31000001)',
      settings: { ledgerId: '31000001', dimensions: { costCenter: 'glObject2', project: 'project' } },
    },
  ]);
  expect(requestsOf(erp.mock)).toEqual({ 'xledger.viewer': 1 });
});

test('settings that name another entity or odd places do not keep anybody from choosing', async () => {
  await using erp = await openMock();
  const settings = { endpoint: erp.mock.urls.xledgerGraphql, ledgerId: 'NBF', dimensions: { costCenter: 'nowhere' } };
  expect(await choicesOf(settings, XLEDGER_TOKENS.otherEntity.token)).toEqual([
    {
      title: 'En Annen Organisasjon (31000002)',
      settings: { ledgerId: '31000002', dimensions: { costCenter: 'glObject1' } },
    },
  ]);
});

test.each([
  ['by the kind of object', { objectKind: { name: 'COST_CENTRE' } }, { costCenter: 'glObject3' }],
  ['by its description', { description: 'Kostnadssted', objectKind: { name: 'X31' } }, { costCenter: 'glObject3' }],
  ['as projects', { description: 'Prosjekt' }, { project: 'project' }],
  ['not at all', { description: 'Eiendom', objectKind: { name: 'PROPERTY' } }, {}],
])('a place is recognised %s', async (_how, fieldObject, dimensions) => {
  const entity = { ownerDbId: '7', glSetupEntries: [{ field: { name: 'glObject3' }, fieldObject }] };
  await using server = await startStranger(answering(() => undefined, entity));
  expect(await choicesOf({ endpoint: server.url })).toEqual([
    { title: 'Xledger 7 (7)', settings: { ledgerId: '7', dimensions } },
  ]);
});

test.each([
  ['a token that is revoked', {}, XLEDGER_TOKENS.revoked.token, { code: 'ERP_AUTHENTICATION_FAILED' }],
  ['no address', { endpoint: undefined }, undefined, { code: 'INVALID_SETTINGS', field: 'settings.endpoint' }],
  ['no token', {}, '', { code: 'INVALID_CREDENTIALS_FORM' }],
])('%s has nothing to choose from', async (_what, more, token, error) => {
  await using erp = await openMock();
  const settings = { endpoint: erp.mock.urls.xledgerGraphql, ...more };
  await expect(async () => await choicesOf(settings, token)).rejects.toMatchObject(error);
});
