import { XLEDGER_OWNER_DB_ID, XLEDGER_TOKENS } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { patience } from '../support/harness.ts';
import { openGateway, openMock } from './support/harness.ts';
import { type AskedList, answering, page } from './support/lists.ts';
import { startBefore, startStranger } from './support/stranger.ts';

const entity = {
  ownerDbId: String(XLEDGER_OWNER_DB_ID),
  company: { dbId: 1 },
  glSetupEntries: [] as readonly object[],
};
const slot = (name: string, dbId: unknown) => ({
  field: { name },
  fieldObject: { objectKind: { dbId, name: 'COST_CENTER' } },
});
const openAccounts = (nodes: readonly object[]) => (asked: AskedList) =>
  asked.list === 'accounts' && !asked.args.includes('CLOSED') ? page(nodes) : undefined;

test('CFG-2 the connection test names the entity and tells which ledger accounts can be posted to', async () => {
  await using erp = await openMock();
  const report = await erp.gateway.testConnection(patience());
  const { host } = new URL(erp.mock.urls.xledgerGraphql);
  expect(report.ledger).toEqual({ id: `${host}/31000001`, name: 'Norges Blindeforbund' });
  expect(report.ledgerAccounts).toContainEqual({ number: '7140', name: 'Kollektivtransport', postable: true });
  expect(report.ledgerAccounts).toContainEqual({
    number: '7199',
    name: 'Diverse reise (sperret)',
    postable: false,
  });
  expect(erp.mock.xledger.queue.rows()).toEqual([]);
});

test('CFG-3 cost centers are the open values of whatever stands in the chosen place', async () => {
  await using erp = await openMock();
  const codes = async (costCenter: string) => {
    const gateway = openGateway(erp.mock.urls.xledgerGraphql, { dimensions: { costCenter } });
    const { costCenters } = await gateway.testConnection(patience());
    await gateway.close();
    return costCenters.map((it) => it.code);
  };
  expect(await codes('glObject2')).toEqual(['310', '320', '330']);
  expect(await codes('glObject1')).toEqual(['4402', '4403']);
  expect(await codes('project')).toEqual(['4402', '4403']);
});

test('a dimension in a place that the entity has not set up is named', async () => {
  await using erp = await openMock({}, { dimensions: { costCenter: 'glObject4' } });
  await expect(erp.gateway.testConnection(patience())).rejects.toMatchObject({
    code: 'INVALID_SETTINGS',
    field: 'settings.dimensions.costCenter',
    message: expect.stringContaining('it has glObject1, glObject2'),
  });
});

test('an entity that has set up no place at all has none for a dimension', async () => {
  await using server = await startStranger(answering(() => undefined, entity));
  const gateway = openGateway(server.url);
  await expect(gateway.testConnection(patience())).rejects.toMatchObject({ code: 'INVALID_SETTINGS' });
  await gateway.close();
});

test('places under other names, ids as text, codes as numbers and empty lists are understood', async () => {
  const who = { ...entity, glSetupEntries: [slot('GL Object 1', 4), slot('GL Object 2', '31')] };
  const accounts = openAccounts([{ code: 7140, description: null, posting: true }, { code: null }]);
  await using server = await startStranger(answering(accounts, who));
  const gateway = openGateway(server.url);
  expect(await gateway.testConnection(patience())).toEqual({
    ledger: { id: `${new URL(server.url).host}/31000001`, name: 'Xledger 31000001' },
    ledgerAccounts: [{ number: '7140', name: '', postable: true }],
    costCenters: [],
  });
  expect(server.requests.at(-1)?.query).toContain('objectKindDbId: 31');
  await gateway.close();
});

test('a schema without names for the entity is asked again without them', async () => {
  await using erp = await openMock();
  await using server = await startBefore(erp.mock.urls.xledgerGraphql, ({ query }) =>
    query.includes('company { dbId description }')
      ? { json: { errors: [{ message: "Cannot query field 'description' on type 'Company'." }] } }
      : undefined,
  );
  const gateway = openGateway(server.url);
  expect((await gateway.testConnection(patience())).ledger).toMatchObject({ name: 'Xledger 31000001' });
  await gateway.close();
});

test('a chart of accounts is read page by page', async () => {
  const who = { ...entity, glSetupEntries: [slot('GL_OBJECT_2', 31)] };
  const accounts = ({ list, args }: AskedList) => {
    if (list !== 'accounts' || args.includes('CLOSED')) return undefined;
    return args.includes('$after') ? page([{ code: '3' }]) : page([{ code: '1' }, { code: '2' }], true);
  };
  await using server = await startStranger(answering(accounts, who));
  const gateway = openGateway(server.url);
  const { ledgerAccounts } = await gateway.testConnection(patience());
  expect(ledgerAccounts.map((it) => it.number)).toEqual(['1', '2', '3']);
  expect(server.requests.map(({ variables }) => variables['after'])).toEqual([undefined, 'c1', undefined]);
  await gateway.close();
});

test('the token of another entity than the settings name is refused', async () => {
  await using erp = await openMock();
  const gateway = openGateway(erp.mock.urls.xledgerGraphql, {}, XLEDGER_TOKENS.otherEntity.token);
  await expect(gateway.testConnection(patience())).rejects.toMatchObject({ code: 'ERP_WRONG_LEDGER' });
  await gateway.close();
});

test.each([
  ['HTTP 500', { status: 500, json: '' }, 'ERP_UNAVAILABLE'],
  ['HTTP 403', { status: 403, json: '' }, 'ERP_AUTHENTICATION_FAILED'],
  ['a missing scope', { json: { errors: [{ message: 'Access denied.' }] } }, 'ERP_PERMISSION_DENIED'],
  ['no entity', { json: { data: { viewer: { entity: null } } } }, 'ERP_REFUSED'],
])('%s fails the connection test by its name', async (_what, answer, code) => {
  await using server = await startStranger(() => answer);
  const gateway = openGateway(server.url);
  await expect(gateway.testConnection(patience())).rejects.toMatchObject({ code });
  await gateway.close();
});
