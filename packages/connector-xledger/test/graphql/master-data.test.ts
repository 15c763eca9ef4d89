import { XLEDGER_OWNER_DB_ID, XLEDGER_TOKENS } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { patience, requestsOf } from '../support/harness.ts';
import { openGateway, openMock } from './support/harness.ts';
import { type AskedList, answering, listsAsked, notUnderstood, page } from './support/lists.ts';
import { type SeenRequest, type StrangerAnswer, startBefore, startStranger } from './support/stranger.ts';

const slot = (number: number, dbId: number, name: string) => ({
  field: { name: `GL_OBJECT_${number}` },
  fieldObject: { description: name, objectKind: { dbId: String(dbId), name } },
});
const entity = { ownerDbId: XLEDGER_OWNER_DB_ID, glSetupEntries: [slot(1, 4, 'PROJECT'), slot(2, 31, 'COST_CENTER')] };

async function readFrom(answer: (seen: SeenRequest) => StrangerAnswer, more: object = {}) {
  await using server = await startStranger(answer);
  const gateway = openGateway(server.url, more);
  try {
    return { masterData: await gateway.readMasterData(patience()), requests: server.requests };
  } finally {
    await gateway.close();
  }
}

test('everything that a voucher may point at is read in two requests, with what is closed and when', async () => {
  await using erp = await openMock();
  const { ledgerAccounts, dimensions, taxCodes, payees, periods } = await erp.gateway.readMasterData(patience());
  expect(ledgerAccounts).toContainEqual({ number: '7140', name: 'Kollektivtransport', postable: true });
  expect(ledgerAccounts).toContainEqual({ number: '7199', name: 'Diverse reise (sperret)', postable: false });
  expect(dimensions).toEqual({
    costCenter: [
      { code: '310', name: 'Administrasjon', postable: true },
      { code: '320', name: 'Rehabilitering', postable: true },
      { code: '330', name: 'Lokallag', postable: true },
      { code: '399', name: 'Nedlagt avdeling', postable: true, validFrom: '2018-01-01', validTo: '2024-12-31' },
    ],
    project: [
      { code: '4402', name: 'Førerhundskolen', postable: true, validFrom: '2020-01-01' },
      { code: '4403', name: 'Likepersonarbeid', postable: true, validFrom: '2022-01-01' },
      {
        code: '4499',
        name: 'Avsluttet prosjekt',
        postable: false,
        validFrom: '2019-01-01',
        validTo: '2023-12-31',
      },
    ],
  });
  expect(taxCodes).toEqual([
    { code: '0', name: 'Ingen mva', percent: '0' },
    { code: '1', name: 'Inngående mva 25 %', percent: '25' },
    { code: '11', name: 'Inngående mva 15 %', percent: '15' },
    { code: '12', name: 'Inngående mva 12 %', percent: '12' },
  ]);
  expect(payees).toContainEqual({ code: 'E1187', postable: true });
  expect(JSON.stringify(payees)).not.toContain('Ansatt');
  // How a closed period shows is not known, so Xledger is left to say it.
  expect(periods).toBeUndefined();
  expect(requestsOf(erp.mock)).toEqual({ 'xledger.viewer': 1, 'xledger.objectValues': 1 });
});

test('no query asks for more than the 10,000 records that Xledger allows, nor for anybody’s name', async () => {
  const { requests } = await readFrom(
    answering(() => undefined, entity),
    {
      dimensions: { costCenter: 'glObject2', project: 'project', activity: 'glObject1' },
    },
  );
  for (const { query } of requests) {
    const sizes = [...query.matchAll(/first: (\d+)/g)].map(([, size]) => Number(size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(10_000);
  }
  const subledgers = requests.flatMap(({ query }) => listsAsked(query)).filter(({ list }) => list === 'subledgers');
  expect(subledgers.map(({ fields }) => fields)).toEqual(['code', 'code']);
  // Two axes on projects read them once.
  expect(requests.flatMap(({ query }) => listsAsked(query)).filter(({ list }) => list === 'projects')).toHaveLength(2);
});

test('every list is read to its last page; of what is closed and has no dates the first page will do', async () => {
  const pages = ({ list, args }: AskedList, { variables }: SeenRequest) => {
    const after = variables['after'];
    const numbers = { undefined: 1, c0: 2, d0: 3 }[String(after)] ?? 0;
    if (list === 'objectKinds' || list === 'taxTableSetups') return undefined;
    const cursor = after === undefined ? 'c0' : 'd0';
    const node = { dbId: numbers, code: `${list}${args.includes('CLOSED') ? ' closed' : ''} ${numbers}` };
    return { edges: [{ cursor, node }], pageInfo: { hasNextPage: numbers < 3 } };
  };
  const { masterData } = await readFrom(answering(pages, entity));
  const codes = (list: string) => [`${list} 1`, `${list} 2`, `${list} 3`, `${list} closed 1`];
  expect(masterData.ledgerAccounts?.map(({ number }) => number)).toEqual(codes('accounts'));
  expect(masterData.payees?.map(({ code }) => code)).toEqual(codes('subledgers'));
  // A project that ended last month may still be named on its last day.
  const dated = (list: string) => [...codes(list), `${list} closed 2`, `${list} closed 3`];
  expect(masterData.dimensions?.['project']?.map(({ code }) => code)).toEqual(dated('projects'));
  expect(masterData.dimensions?.['costCenter']?.map(({ code }) => code)).toEqual(dated('objectValues'));
  expect(masterData.taxCodes?.map(({ code }) => code)).toEqual(codes('objectValues').slice(0, 3));
  expect(masterData.ledgerAccounts?.map(({ postable }) => postable)).toEqual([true, true, true, false]);
});

test('a last page that cannot be read is an error, never a shorter list', async () => {
  const broken = ({ list, args }: AskedList) => {
    if (list !== 'accounts' || args.includes('CLOSED')) return undefined;
    return args.includes('$after') ? { edges: null } : page([{ code: '1' }], true);
  };
  await expect(readFrom(answering(broken, entity))).rejects.toMatchObject({ code: 'ERP_UNAVAILABLE' });
});

test.each<[string, RegExp, readonly string[]]>([
  ['no status of objects', /objectStatus/, []],
  ['no VAT tables', /taxTableSetups/, ['percent']],
  ['no kinds of objects', /objectKinds/, []],
  ['no subledgers', /subledgers/, ['payees']],
  ['no dates of object values', /dateFrom/, ['percent']],
])(
  'a server that knows %s is read as far as it can be, and asked for it once only',
  async (_what, refused, missing) => {
    await using erp = await openMock();
    const words = "Field 'x' is not defined by type 'Y'.";
    await using server = await startBefore(erp.mock.urls.xledgerGraphql, ({ query }) =>
      refused.test(query) ? notUnderstood(words) : undefined,
    );
    const gateway = openGateway(server.url);
    const first = await gateway.readMasterData(patience());
    const asked = server.requests.length;
    expect(await gateway.readMasterData(patience())).toEqual(first);
    await gateway.close();
    expect(first.ledgerAccounts).toContainEqual({ number: '7199', name: 'Diverse reise (sperret)', postable: false });
    expect(first.dimensions?.['costCenter']).toContainEqual(expect.objectContaining({ code: '310', postable: true }));
    expect(first.taxCodes?.find(({ code }) => code === '1')?.percent).toBe(
      missing.includes('percent') ? undefined : '25',
    );
    expect(first.payees === undefined).toBe(missing.includes('payees'));
    // What was learnt is kept, and the second reading is one of two requests again.
    expect(server.requests.length - asked).toBe(2);
  },
);

test('a server that answers one list at a time is asked for one list at a time', async () => {
  await using erp = await openMock();
  await using server = await startBefore(erp.mock.urls.xledgerGraphql, ({ query }) =>
    listsAsked(query).length > 1 ? { json: { errors: [{ message: 'Your query timed out.' }] } } : undefined,
  );
  const gateway = openGateway(server.url);
  const alone = await gateway.readMasterData(patience());
  await gateway.close();
  expect(alone).toEqual(await erp.gateway.readMasterData(patience()));
});

test('lists that the token may not see are left out, but the chart of accounts is not', async () => {
  const denied = (list: string) => async () => {
    const answer = answering(({ list: it }) => page([{ code: it }]), entity);
    const words = `Access denied: ${list}.`;
    const refuse = ({ query }: SeenRequest) => listsAsked(query).some((asked) => asked.list === list);
    return await readFrom((seen) => (refuse(seen) ? notUnderstood(words) : answer(seen)));
  };
  const { masterData } = await denied('subledgers')();
  expect(masterData.payees).toBeUndefined();
  expect(masterData.ledgerAccounts).toEqual([{ number: 'accounts', name: '', postable: true }]);
  await expect(denied('accounts')()).rejects.toMatchObject({ code: 'ERP_PERMISSION_DENIED' });
});

test('a tax rule has a rate only where the tables agree on one for today', async () => {
  const rule = (dbId: number) => ({ dbId, code: `T${dbId}`, description: 'x' });
  const rate = (objectValueDbId: unknown, taxPercent: unknown, more: object = {}) => ({
    objectValueDbId,
    taxPercent,
    dateFrom: '2020-01-01T00:00:00',
    dateTo: null,
    ...more,
  });
  const rows = [
    rate(1, '25.00'),
    rate('1', '20.00', { dateTo: '2021-12-31' }),
    rate(2, 11.5),
    rate(3, '25'),
    rate(3, '15'),
    rate(4, 'N/A'),
    rate(5, '12.00', { dateFrom: '2199-01-01' }),
  ];
  const lists = ({ list, args }: AskedList) => {
    if (list === 'taxTableSetups') return page(rows);
    if (list === 'objectKinds') return page([{ dbId: '77', name: 'TAX_RULE' }]);
    return args.includes('objectKindDbId: 77') ? page([1, 2, 3, 4, 5].map(rule)) : undefined;
  };
  const { masterData } = await readFrom(answering(lists, entity));
  expect(masterData.taxCodes?.map(({ percent }) => percent)).toEqual(['25', '11.5', undefined, undefined, undefined]);
});

test('an axis whose place has no kind is left out, and codes as numbers and values without dates are understood', async () => {
  const odd = {
    ownerDbId: XLEDGER_OWNER_DB_ID,
    glSetupEntries: [{ field: { name: 'GL_OBJECT_3' }, fieldObject: { objectKind: null } }],
  };
  const lists = ({ list }: AskedList) =>
    list === 'projects' ? page([{ code: 4402, toDate: 'someday', fromDate: '' }]) : undefined;
  const { masterData } = await readFrom(answering(lists, odd), { dimensions: { a: 'glObject3', project: 'project' } });
  expect(masterData.dimensions).toEqual({ project: [{ code: '4402', name: '', postable: true }] });
});

test('an entity that uses the lists of another one is asked for whose they are', async () => {
  const { requests } = await readFrom(
    answering(() => undefined, entity),
    { ownerSet: 'UPPER' },
  );
  const lists = requests.flatMap(({ query }) => listsAsked(query));
  const others = new Set(lists.filter(({ args }) => !args.includes('ownerSet: UPPER')).map(({ list }) => list));
  expect(others).toEqual(new Set(['objectKinds', 'taxTableSetups']));
});

test('an empty list refuses nothing: what belongs to another entity may not be listed', async () => {
  const { masterData } = await readFrom(answering(() => undefined, entity));
  expect(masterData).toEqual({});
});

test('a kind that is called otherwise holds no tax rules, whatever its number', async () => {
  const taxCodes = async (name: string) => {
    const lists = ({ list, args }: AskedList) => {
      if (list === 'objectKinds') return page([{ dbId: '14', name }]);
      return args.includes('objectKindDbId: 14') ? page([{ dbId: 5, code: 'P1' }]) : undefined;
    };
    return (await readFrom(answering(lists, entity))).masterData.taxCodes;
  };
  expect(await taxCodes('PRODUCT')).toBeUndefined();
  expect(await taxCodes('')).toHaveLength(1);
});

test('books that are not those of the settings are not read', async () => {
  await using erp = await openMock();
  const gateway = openGateway(erp.mock.urls.xledgerGraphql, {}, XLEDGER_TOKENS.otherEntity.token);
  await expect(gateway.readMasterData(patience())).rejects.toMatchObject({ code: 'ERP_WRONG_LEDGER' });
  await gateway.close();
});

test('what belongs to an entity above may be named: where a list holds only the entity’s own, all are asked for', async () => {
  const own = (asked: AskedList) => {
    if (asked.args.includes('CLOSED')) return undefined;
    const inherited = asked.args.includes('ownerSet: ALL') ? [{ code: '7140', posting: true }] : [];
    return page([{ code: '7140', posting: false }, { code: '1' }, ...inherited]);
  };
  const { masterData } = await readFrom(answering(own, entity));
  expect(masterData.ledgerAccounts).toContainEqual({ number: '7140', name: '', postable: true });
  expect(masterData.payees).toContainEqual({ code: '7140', postable: true });
  expect(masterData.dimensions?.['costCenter']).toContainEqual({ code: '7140', name: '', postable: true });
});

test('of two open values of one code neither limits the dates of the other', async () => {
  const twice = ({ list }: AskedList) =>
    list === 'objectValues' ? page([{ code: '310', dateTo: '2024-12-31' }, { code: '310' }]) : undefined;
  const { masterData } = await readFrom(answering(twice, entity));
  expect(masterData.dimensions?.['costCenter']).toEqual([{ code: '310', name: '', postable: true }]);
});

test.each(['Unknown argument "ownerSet".', 'Access denied: ownerSet ALL.'])(
  'a server that refuses to be asked for everybody’s lists (%s) is asked without, and learnt for good',
  async (words) => {
    await using erp = await openMock();
    await using server = await startBefore(erp.mock.urls.xledgerGraphql, ({ query }) =>
      query.includes('ownerSet') ? notUnderstood(words) : undefined,
    );
    const gateway = openGateway(server.url);
    const first = await gateway.readMasterData(patience());
    const asked = server.requests.length;
    expect(await gateway.readMasterData(patience())).toEqual(first);
    await gateway.close();
    expect(first).toEqual(await erp.gateway.readMasterData(patience()));
    expect(server.requests.length - asked).toBe(2);
  },
);
