import { accountingGatewayContract, type GatewayHarness } from '@bilag/core/testing';
import { startMockErp, XLEDGER_TOKENS, type XledgerSettings } from '@bilag/mock-erp';
import { harnessOf } from '../support/contract-harness.ts';
import { openGateway } from './support/harness.ts';
import { startBefore } from './support/stranger.ts';

accountingGatewayContract('Xledger, all or nothing', () => openHarness({ massFailureMode: 'atomic' }));
accountingGatewayContract('Xledger, 401 for a bad token', () => openHarness({ tokenErrorStatus: 401 }));
accountingGatewayContract('Xledger, nothing but what is catalogued', () => openHarness({}, notCatalogued));

/** Fields and filters that others were not seen to use, and that a server may therefore lack. */
const notCatalogued =
  /glImportItems\(.*(glObject|project|jobLevel \{|subledger)|account \{ dbId code|extIdentifier_in|text_gte|createdAt_gte|company \{ dbId description|description company/;

/** The mock with its real limits, behind a server that understands nothing of what is refused. */
async function openHarness(xledgerSettings: Partial<XledgerSettings>, refused = /^$/): Promise<GatewayHarness> {
  const mock = await startMockErp({ xledgerSettings });
  const server = await startBefore(mock.urls.xledgerGraphql, ({ query }) =>
    refused.test(query) ? { json: { errors: [{ message: "Cannot query field 'x' on type 'Y'." }] } } : undefined,
  );
  const gateway = openGateway(server.url);
  const unreachable = openGateway('http://127.0.0.1:9/graphql');
  const refusedSignIn = openGateway(server.url, {}, XLEDGER_TOKENS.revoked.token);
  const burst = {
    errors: [{ message: 'Too many requests in the last 5 seconds.', code: 'BAD_REQUEST.BURST_RATE_LIMIT_REACHED' }],
  };
  return harnessOf(mock, server, {
    gateway,
    unreachable,
    refusedSignIn,
    posting: 'xledger.addGLImportItems',
    rateLimit: { kind: 'status', status: 200, body: burst },
  });
}
