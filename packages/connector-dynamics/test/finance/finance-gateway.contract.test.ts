import { accountingGatewayContract, type GatewayHarness } from '@bilag/core/testing';
import { BUSINESS_CENTRAL_SEED, type MockErpOptions, type NewFaultRule } from '@bilag/mock-erp';
import { look } from '../support/sandbox.ts';
import { codes, openSandbox, valid } from './support/sandbox.ts';

type FinanceVariation = NonNullable<MockErpOptions['financeSettings']>;

accountingGatewayContract('Finance & Operations', () => openHarness());
accountingGatewayContract('Finance & Operations where errors are 400', () => openHarness({ writeErrorStatus: 400 }));
accountingGatewayContract('Finance & Operations in small pages, for a user of the company', () =>
  openHarness({ pageLimit: 2, defaultCompany: 'hlf' }),
);
accountingGatewayContract('Finance & Operations where posting numbers the vouchers', () =>
  openHarness({}, { journalName: 'Utlegg' }),
);

/** The mock over https; what goes wrong with a posting goes wrong with its lines, as nothing is ever posted. */
async function openHarness(financeSettings: FinanceVariation = {}, settings: object = {}): Promise<GatewayHarness> {
  const sandbox = await openSandbox({ financeSettings }, settings);
  const { mock } = sandbox;
  const next = (effect: NewFaultRule['effect']) => async () => void sandbox.failOnce('finance.batch', effect);
  return {
    gateway: sandbox.gateway,
    unreachable: sandbox.open({ environmentUrl: 'https://127.0.0.1:9', authorityHost: 'https://127.0.0.1:9' }),
    refusedSignIn: sandbox.open({}, { clientId: BUSINESS_CENTRAL_SEED.bilagApp.clientId, clientSecret: 'wrong' }),
    codes,
    loseNextReply: next({ kind: 'commit-then-drop' }),
    rateLimitNext: next({ kind: 'status', status: 429, headers: { 'retry-after': '3' } }),
    async hangNext() {
      // Signed in, so that the short patience of the test is spent on the posting.
      await look(sandbox.gateway, valid());
      sandbox.failOnce('finance.batch', { kind: 'hang', when: 'after' });
    },
    breakReads: async () => {
      mock.world.faults.add({
        system: 'finance',
        effect: { kind: 'status', status: 503, body: '<h1>Down</h1>', contentType: 'text/html' },
      });
    },
    mend: async () => mock.world.faults.clear(),
    book: () => sandbox.book(),
    timesBooked: async (reference) => mock.world.ledger.list({ system: 'finance', reference }).length,
    // As the journal's lines have it: what posting makes of it is not known to reach them.
    numberOf: async (reference) =>
      mock.world.ledger.list({ system: 'finance', reference })[0]?.details?.['sentVoucher'] ?? '',
    close: async () => await sandbox[Symbol.asyncDispose](),
  };
}
