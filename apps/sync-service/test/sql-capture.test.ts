import { anApproval } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { everyEntry, settle } from './support/engine.ts';
import { approvalsOf, serviceOfThisFile } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { aProducer, refusalOf } from './support/producer.ts';
import { approvingApp, aServiceWithMock, orgAdmin } from './support/service.ts';

const file = serviceOfThisFile(['nbf', 'hlf']);
const anyApproval = (sourceId: string, more: object = {}) => ({ ...anApproval({ sourceId }), ...more });
const ofNbf = (approval: object) => ({ organizationId: 'nbf', ...approval });
const recordsWith = async (sourceId: string) =>
  await asOwner<{ content: unknown; reference: string; revision: number; state: string }>(
    file.service,
    `select r.content, r.reference, r.revision, coalesce(o.state, f.state) as state from bilag.expense_records r
     left join bilag.outbox o on o.organization_id = r.organization_id and o.sequence = r.sequence
     left join bilag.finished_entries f on f.organization_id = r.organization_id and f.sequence = r.sequence
     where r.source_id = '${sourceId}' order by r.revision`,
  );

describe('a producer in the same database', () => {
  test('API-2 captures in its own transaction: rolled back there is no record, committed there is one voucher in the ledger', async () => {
    const { service, mock } = await aServiceWithMock();
    await connectOrganization(service, 'nbf', xledgerIntegration(mock));
    const { client, capture } = await aProducer(service.databaseUrl, ['nbf']);
    const path = '/v1/organizations/nbf/records';
    const listed = async () => (await service.call('GET', path, orgAdmin('nbf'))).body.items;
    await client.query('begin');
    await capture(ofNbf(anyApproval('ROLLED-BACK')));
    await client.query('rollback');
    expect(await listed()).toEqual([]);
    await client.query('begin');
    const { reference } = await capture(ofNbf(anyApproval('COMMITTED')));
    await client.query('commit');
    await expect
      .poll(listed, { timeout: 60_000 })
      .toMatchObject([{ sourceId: 'COMMITTED', reference, state: 'synced' }]);
    const [{ count } = {}] = await asOwner<{ count: string }>(service, 'select count(*) from bilag.finished_entries');
    expect(count).toBe('1');
  });

  test('API-2 a claim that changes after its voucher was booked takes that back by a reversal, and is booked anew', async () => {
    const { service, mock } = await aServiceWithMock();
    await connectOrganization(service, 'nbf', xledgerIntegration(mock));
    const { capture } = await aProducer(service.databaseUrl, ['nbf']);
    const lines = (amount: string) => ({ lines: [{ expenseType: 'toll', amount, costCenter: '310', text: 'Toll' }] });
    await capture(ofNbf(anyApproval('CHANGED', lines('61.00'))));
    await settle(service);
    await capture(ofNbf(anyApproval('CHANGED', { revision: 2, ...lines('75.00') })));
    await settle(service);
    expect(await everyEntry(service)).toEqual([{ state: 'synced', count: 3 }]);
    const onTolls = mock.world.ledger
      .list()
      .flatMap((it) => it.lines)
      .filter(({ account }) => account === '7142')
      .map((it) => it.amountMinor);
    expect(onTolls.toSorted((a, b) => a - b)).toEqual([-6_100, 6_100, 7_500]);
  });

  test('API-2 an app whose approvals are rows captures them by a trigger, as docs/sql-capture.md shows', async () => {
    const { name, client } = await aProducer(file.service.databaseUrl, ['nbf']);
    const template = await triggerOfTheDocument();
    await asOwner(file.service, `create schema claims authorization ${name}`);
    await client.query('set search_path = claims');
    await client.query(template);
    const row = anApproval({ sourceId: 'BY-TRIGGER' });
    const claim = ['BY-TRIGGER', JSON.stringify(row)];
    await client.query('begin');
    await client.query(
      "insert into claims (id, organization_id, status, approval) values ($1, 'nbf', 'draft', $2)",
      claim,
    );
    await client.query("update claims set status = 'approved' where id = 'BY-TRIGGER'");
    await client.query('rollback');
    expect(await recordsWith('BY-TRIGGER')).toEqual([]);
    await client.query(
      "insert into claims (id, organization_id, status, approval) values ($1, 'nbf', 'draft', $2)",
      claim,
    );
    expect(await recordsWith('BY-TRIGGER')).toEqual([]);
    await client.query("update claims set status = 'approved' where id = 'BY-TRIGGER'");
    expect(await recordsWith('BY-TRIGGER')).toMatchObject([{ state: 'pending', revision: 1 }]);
    await client.query('drop schema claims cascade');
  });

  test('API-2 stores what REST stores: the same content, the same reference, and each finds what the other has taken', async () => {
    const { capture } = await aProducer(file.service.databaseUrl, ['nbf']);
    const rest = (approval: object) => file.service.call('POST', approvalsOf('nbf'), approvingApp('nbf'), approval);
    const line = {
      expenseType: 'toll',
      amount: '61',
      vatAmount: '12.2',
      text: 'Bom «E6» \\ "Æ"',
      quantity: '1.5',
      unit: 'km',
    };
    for (const [at, more] of [
      {},
      { lines: [line] },
      { approvedAt: '2026-03-06T10:30:00.1239999+01:00' },
      { kind: 'honorarium', approvedAt: '1969-12-31T23:59:59Z', payee: { type: 'volunteer', id: 'V 1', name: '🎉' } },
      { approvedAt: hoursFromNow(23), expenseDate: hoursFromNow(364 * 24).slice(0, 10) },
    ].entries()) {
      const approval = anyApproval(`SAME «${at}»/"x"\\`, more);
      const captured = await capture(ofNbf(approval));
      const answered = await rest(approval);
      expect(answered).toMatchObject({ status: 200, body: { id: captured.id, reference: captured.reference } });
      const other = { ...approval, sourceId: `${approval.sourceId}-rest` };
      const { body } = await rest(other);
      expect(await capture(ofNbf(other))).toEqual({ id: body.id, reference: body.reference, created: false });
    }
  });

  test.each(['repeatable read', 'serializable'])(
    'API-2 in a transaction that is %s nothing is captured: it would not see an earlier revision that came in meanwhile, and both would be booked',
    async (isolation) => {
      const sourceId = `SNAPSHOT-${isolation}`;
      const { client, capture } = await aProducer(file.service.databaseUrl, ['nbf']);
      await client.query(`begin isolation level ${isolation}`);
      await client.query('select 1 from pg_class limit 1');
      const earlier = anyApproval(sourceId);
      expect((await file.service.call('POST', approvalsOf('nbf'), approvingApp('nbf'), earlier)).status).toBe(201);
      const later = ofNbf(anyApproval(sourceId, { revision: 2, expenseDate: '2026-03-04' }));
      expect(await refusalOf(capture(later))).toEqual({ code: 'VALIDATION_FAILED' });
      await client.query('rollback');
      expect(await recordsWith(sourceId)).toMatchObject([{ revision: 1, state: 'pending' }]);
    },
  );

  test('API-2 a changed claim under a later revision takes the place of the earlier one, an unchanged one sends nothing', async () => {
    const { capture } = await aProducer(file.service.databaseUrl, ['nbf']);
    const first = anyApproval('REVISED');
    await capture(ofNbf(first));
    await capture(ofNbf({ ...first, revision: 2, approvedBy: 'somebody.else' }));
    const changed = { ...first, revision: 3, expenseDate: '2026-03-04' };
    expect(await capture(ofNbf(changed))).toMatchObject({ created: true });
    expect(await recordsWith('REVISED')).toMatchObject([
      { revision: 1, state: 'cancelled' },
      { revision: 2, state: 'cancelled' },
      { revision: 3, state: 'pending' },
    ]);
    expect(await capture(ofNbf(first))).toMatchObject({ created: false });
    await capture(ofNbf({ ...first, sourceId: 'LATE', revision: 5 }));
    expect(await refusalOf(capture(ofNbf({ ...first, sourceId: 'LATE', revision: 4 })))).toEqual({
      code: 'REVISION_OUT_OF_ORDER',
      field: 'revision',
    });
    expect(await refusalOf(capture(ofNbf({ ...changed, expenseDate: '2026-03-03' })))).toMatchObject({
      code: 'RECORD_CONTENT_DIFFERS',
    });
  });
});

/** Approvals that are wrong in one way each. */
const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

const wrong: readonly [what: string, approval: Record<string, unknown>][] = [
  ['no kind', { kind: undefined }],
  ['an unknown kind', { kind: 'salary' }],
  ['an unknown field', { extra: 1 }],
  ['a source id with a blank at its end', { sourceId: 'X ' }],
  ['a source id of 101 characters', { sourceId: 'x'.repeat(101) }],
  ['a control character', { approvedBy: 'a\u0007b' }],
  ['a revision that is a text', { revision: '1' }],
  ['a revision of zero', { revision: 0 }],
  ['half a revision', { revision: 1.5 }],
  ['a date that does not exist', { expenseDate: '2026-02-30' }],
  ['a date with a time', { expenseDate: '2026-02-03T00:00' }],
  ['an approval time without a zone', { approvedAt: '2026-03-06T09:30:00' }],
  ['an approval time that does not exist', { approvedAt: '2026-02-30T09:30:00Z' }],
  ['an approval that is a year 2200 in UTC', { approvedAt: '2199-12-31T23:59:59-12:00' }],
  ['an approval that is a year 1899 in UTC', { approvedAt: '1900-01-01T00:00:00+12:00' }],
  ['an approval of the day after tomorrow', { approvedAt: hoursFromNow(25) }],
  ['an expense of the year after next', { expenseDate: hoursFromNow(368 * 24).slice(0, 10) }],
  ['another currency than the ledger’s', { currency: 'SEK' }],
  ['an unknown currency', { currency: 'XXX' }],
  ['no lines', { lines: [] }],
  ['lines that are no list', { lines: {} }],
  ['a payee of an unknown type', { payee: { type: 'member', id: '1', name: 'x' } }],
  ['a payee without a name', { payee: { type: 'employee', id: '1' } }],
  ...(
    [
      ['an amount that is a number', { amount: 12.5 }],
      ['an amount of null', { amount: null }],
      ['an amount with a comma', { amount: '12,5' }],
      ['an amount with an exponent', { amount: '1e3' }],
      ['an amount with three decimals', { amount: '1.005' }],
      ['an amount of zero', { amount: '0.00' }],
      ['a negative amount', { amount: '-1.00' }],
      ['an amount beyond every ledger', { amount: '100000000000.00' }],
      ['more VAT than amount', { vatAmount: '2000000.00' }],
      ['an unknown expense type', { expenseType: 'yacht' }],
      ['a blank text', { text: '  ' }],
      ['a quantity that is a number', { quantity: 3 }],
      ['a field of a line that is not known', { account: '7140' }],
    ] as const
  ).map(([what, line]): [string, Record<string, unknown>] => [
    what,
    { lines: [{ expenseType: 'toll', amount: '61.00', text: 'Toll', ...line }] },
  ]),
];

test.each(wrong)(
  'API-2 %s is refused with the code and the field that REST answers with, and leaves nothing',
  async (_what, change) => {
    const { client, capture } = await aProducer(file.service.databaseUrl, ['nbf']);
    const approval = { ...anApproval({ sourceId: 'WRONG' }), ...change };
    const { body } = await file.service.call('POST', approvalsOf('nbf'), approvingApp('nbf'), approval);
    await client.query('begin');
    const refusal = await refusalOf(capture(ofNbf(approval)));
    await client.query('rollback');
    expect(refusal).toEqual({ code: body.code, ...(body.field === undefined ? {} : { field: body.field }) });
    expect(await recordsWith('WRONG')).toEqual([]);
  },
);

describe('who may name which organization', () => {
  test('AUD-5 another organization than the own one is, to a producer, one that does not exist', async () => {
    const { capture } = await aProducer(file.service.databaseUrl, ['hlf']);
    const foreign = await refusalOf(capture(ofNbf(anyApproval('FOREIGN'))));
    const missing = await refusalOf(capture({ ...anyApproval('FOREIGN'), organizationId: 'no-such' }));
    expect(foreign).toEqual({ code: 'UNKNOWN_ORGANIZATION', field: 'organizationId' });
    expect(missing).toEqual(foreign);
    expect(await recordsWith('FOREIGN')).toEqual([]);
  });

  test('AUD-5 a producer can do nothing but capture, whatever it says of itself', async () => {
    const { name, client, capture } = await aProducer(file.service.databaseUrl, ['nbf']);
    const refusals: string[] = [];
    for (const statement of [
      'select * from bilag.expense_records',
      'insert into bilag.outbox default values',
      'select * from bilag.producers',
      "select bilag.allow_producer('hlf', current_user)",
      "select bilag.take_approvals('[]', true)",
      "select bilag.approval_rules('hlf')",
      "select bilag.captured_content('{}')",
      "select bilag.captured_approval('{}')",
      "select nextval('bilag.outbox_sequence')",
      'set role bilag_app',
      'create table bilag.mine (id int)',
    ]) {
      refusals.push(await client.query(statement).then(() => `taken: ${statement}`, String));
    }
    expect(refusals).toEqual(refusals.map(() => expect.stringContaining('permission denied')));
    await client.query(
      "select set_config('bilag.organization_id', 'hlf', false), set_config('bilag.scope', 'platform', false)",
    );
    const refusal = await refusalOf(capture({ ...anyApproval('SPOOFED'), organizationId: 'hlf' }));
    expect(refusal.code).toBe('UNKNOWN_ORGANIZATION');
    await capture(ofNbf(anyApproval('NAMED')));
    const { rows } = await client.query(
      "select current_setting('bilag.organization_id') as organization, session_user as name",
    );
    expect(rows).toEqual([{ organization: 'hlf', name }]);
  });

  test('AUD-5 a transaction has the scope after a capture that it had before', async () => {
    const { client, capture } = await aProducer(file.service.databaseUrl, ['nbf']);
    const scope = async () =>
      (
        await client.query(
          "select current_setting('bilag.organization_id', true) as organization, current_setting('bilag.scope', true) as scope",
        )
      ).rows[0];
    await client.query('begin');
    await client.query(
      "select set_config('bilag.organization_id', 'hlf', true), set_config('bilag.scope', 'own', true)",
    );
    await capture(ofNbf(anyApproval('GIVEN-BACK')));
    expect(await scope()).toEqual({ organization: 'hlf', scope: 'own' });
    await client.query('savepoint here');
    await refusalOf(capture({ ...anyApproval('REFUSED'), organizationId: 'hlf' }));
    await client.query('rollback to savepoint here');
    expect(await scope()).toEqual({ organization: 'hlf', scope: 'own' });
    await client.query('rollback');
  });

  test('AUD-5 once a producer is forbidden, its organization does not exist for it any more', async () => {
    const { name, capture } = await aProducer(file.service.databaseUrl, ['nbf']);
    await capture(ofNbf(anyApproval('ALLOWED')));
    await asOwner(file.service, `select bilag.forbid_producer('nbf', '${name}')`);
    expect(await refusalOf(capture(ofNbf(anyApproval('FORBIDDEN'))))).toMatchObject({ code: 'UNKNOWN_ORGANIZATION' });
  });
});

/** The statements of the page’s trigger, as a reader copies them. */
async function triggerOfTheDocument(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const page = await readFile(new URL('../../../docs/sql-capture.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```sql template\n(.*?)```/gs)].map(([, text = '']) => text);
  if (blocks.length === 0) throw new Error('The page has no template.');
  return blocks.join('\n');
}
