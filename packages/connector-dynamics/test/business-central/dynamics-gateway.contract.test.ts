import { accountingGatewayContract, type GatewayHarness } from '@bilag/core/testing';
import type { MockErpOptions, NewFaultRule } from '@bilag/mock-erp';
import { asPerson } from './support/person.ts';
import { codes, openSandbox, seed } from './support/sandbox.ts';

type BusinessCentralSettings = NonNullable<MockErpOptions['businessCentralSettings']>;

accountingGatewayContract('Business Central', () => openHarness('bc.post'));
accountingGatewayContract('Business Central where people post', () => openHarness('bc.journals.update', {}, false));
accountingGatewayContract('Business Central where a batch of lines is hit', () => openHarness('bc.batch'));
accountingGatewayContract('Business Central as others found it', () =>
  openHarness('bc.post', {
    sameKeyStatus: 409,
    staleEtagStatus: 412,
    blockedAccountAtInsert: 'accepted',
    propertyOrder: 'account-type-first',
    unauthorizedBody: 'html',
    placeholderLine: false,
    postWithoutLines: 'nothing-to-post',
  }),
);

const ran = { kind: 'commit-then-drop' } as const;

/** The mock over https; `operation` is what a rate limit or a deadline hits. An answer is lost at the last write, which books or hands over. */
async function openHarness(
  operation: string,
  businessCentralSettings: BusinessCentralSettings = {},
  post = true,
): Promise<GatewayHarness> {
  const sandbox = await openSandbox({ businessCentralSettings }, { post });
  const { mock } = sandbox;
  const next = (rule: Omit<NewFaultRule, 'times'>) => async () => void mock.world.faults.add({ ...rule, times: 1 });
  const tooMany = { kind: 'status', status: 429, headers: { 'retry-after': '3' } } as const;
  return {
    gateway: sandbox.gateway,
    unreachable: sandbox.open({ apiUrl: 'https://127.0.0.1:9/v2.0', authorityHost: 'https://127.0.0.1:9' }),
    refusedSignIn: sandbox.open({}, { clientId: seed.bilagApp.clientId, clientSecret: 'wrong' }),
    codes,
    loseNextReply: next({ operation: post ? 'bc.post' : 'bc.journals.update', effect: ran }),
    rateLimitNext: next({ operation, effect: tooMany }),
    hangNext: next({ operation, effect: { kind: 'hang', when: 'after' } }),
    breakReads: async () => {
      mock.world.faults.add({
        system: 'business-central',
        effect: { kind: 'status', status: 503, body: '<h1>Down</h1>', contentType: 'text/html' },
      });
    },
    mend: async () => mock.world.faults.clear(),
    book: async () => {
      const staged = mock.businessCentral.journals().filter(({ lines }) => lines.some((it) => it.accountNumber !== ''));
      for (const { id } of staged) await asPerson(mock, 'POST', `journals(${id})/Microsoft.NAV.post`);
    },
    timesBooked: async (reference) => mock.world.ledger.list({ system: 'business-central', reference }).length,
    // The document number is the reference, where no posting number series replaces it.
    numberOf: async (reference) => reference,
    close: async () => await sandbox[Symbol.asyncDispose](),
  };
}
