import { accountingGatewayContract, type GatewayHarness } from '@bilag/core/testing';
import { type NewFaultRule, startMockErp, XLEDGER_TOKENS, type XledgerSettings } from '@bilag/mock-erp';
import { openGateway } from './support/harness.ts';
import { startBefore } from './support/stranger.ts';

const codes = { debitAccount: '7140', creditAccount: '2910', costCenter: '310', unknownAccount: '9999' };

accountingGatewayContract('Xledger, all or nothing', () => openHarness({ massFailureMode: 'atomic' }));
accountingGatewayContract('Xledger, 401 for a bad token', () => openHarness({ tokenErrorStatus: 401 }));
accountingGatewayContract('Xledger, nothing but what is catalogued', () => openHarness({}, notCatalogued));

/** Fields and filters that others were not seen to use, and that a server may therefore lack. */
const notCatalogued =
  /glImportItems\(.*(glObject|project|jobLevel \{)|extIdentifier_in|text_gte|createdAt_gte|company \{ dbId description/;

/** The mock with its real limits, behind a server that understands nothing of what is refused. */
async function openHarness(xledgerSettings: Partial<XledgerSettings>, refused = /^$/): Promise<GatewayHarness> {
  const mock = await startMockErp({ xledgerSettings });
  const server = await startBefore(mock.urls.xledgerGraphql, ({ query }) =>
    refused.test(query) ? { json: { errors: [{ message: "Cannot query field 'x' on type 'Y'." }] } } : undefined,
  );
  const gateway = openGateway(server.url);
  const unreachable = openGateway('http://127.0.0.1:9/graphql');
  const refusedSignIn = openGateway(server.url, {}, XLEDGER_TOKENS.revoked.token);
  const next = (effect: NewFaultRule['effect']) => async () => {
    mock.world.faults.add({ operation: 'xledger.addGLImportItems', times: 1, effect });
  };
  const burst = {
    errors: [{ message: 'Too many requests in the last 5 seconds.', code: 'BAD_REQUEST.BURST_RATE_LIMIT_REACHED' }],
  };
  return {
    gateway,
    unreachable,
    refusedSignIn,
    codes,
    loseNextReply: next({ kind: 'commit-then-drop' }),
    rateLimitNext: next({ kind: 'status', status: 200, body: burst }),
    hangNext: next({ kind: 'delay', ms: 60_000, when: 'after' }),
    breakReads: async () => {
      mock.world.faults.add({
        effect: { kind: 'status', status: 503, body: '<h1>Down</h1>', contentType: 'text/html' },
      });
    },
    mend: async () => mock.world.faults.clear(),
    book: async () => void mock.xledger.runBookingJob(),
    timesBooked: async (reference) => mock.world.ledger.list({ system: 'xledger', reference }).length,
    close: async () => {
      await Promise.all([gateway.close(), unreachable.close(), refusedSignIn.close()]);
      await server[Symbol.asyncDispose]();
      await mock.close();
    },
  };
}
