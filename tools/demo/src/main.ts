import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createLocalSpans, startTraces } from '@bilag/sync-service/traces';
import { signToken } from './api-client.ts';
import { demoClaims } from './claims.ts';
import { type DemoState, openDemoState } from './demo-state.ts';
import { AlreadyAtWork } from './one-at-a-time.ts';
import { readOptions } from './options.ts';
import { startTraceServer } from './traces/trace-server.ts';

const options = readOptions(process.argv.slice(2));
const spans = createLocalSpans();
await using traces = startTraces({ sampledShare: 1, serviceName: 'bilag', isExported: true }, spans.exporter);
await using traceServer = await startTraceServer(spans);
// Only now, as what is to be seen in the traces must not be loaded before them.
const { startServers } = await import('./servers.ts');
const { runDemo } = await import('./run-demo.ts');
using state = openState();
await using servers = await startServers(state, {
  withConsole: !options.once,
  traceUrlTemplate: `${traceServer.url}/traces/{traceId}`,
  environment: process.env,
});
console.log(
  `Bilag is up: PostgreSQL (${servers.databaseSource}), the mock ERP, and the service at ${servers.serviceUrl}.`,
);

const exact = await runDemo(servers, state);
if (options.trace !== undefined) {
  await traces.flush();
  writeFileSync(options.trace, `${JSON.stringify(traceServer.firstVoucher()?.spans ?? [], null, 1)}\n`);
}
if (options.once) {
  process.exitCode = exact ? 0 : 1;
} else {
  await traces.flush();
  await printAddresses();
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  console.log('Stopping.');
}

/** A second run beside the first is told so in a sentence. */
function openState(): DemoState {
  try {
    return openDemoState(path.resolve('.bilag'), options.fresh);
  } catch (error) {
    if (!(error instanceof AlreadyAtWork)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

async function printAddresses(): Promise<void> {
  const token = await signToken(servers.signer, { sub: 'demo-approvals', role: 'service', organization_id: 'nbf' });
  const [, claim] = demoClaims('NBF', state.firstDay);
  const body = JSON.stringify({ ...claim, sourceId: `NBF-CURL-${Date.now()}` });
  const authority = `${servers.mock.urls.openidIssuer}/.well-known/openid-configuration`;
  console.log(`Admin console:               ${servers.serviceUrl}/console/
  People sign in there at the mock's authority, whose certificate no browser knows. Open this first, once, and accept it:
                             ${authority}
API, with a page to try it:  ${servers.serviceUrl}/docs
The mock's ledger:           ${servers.mock.urls.page}
Traces:                      ${traceServer.url}, the first voucher's ${traceServer.firstVoucher()?.url ?? 'was sent by an earlier run'}

Webhooks may go to, and the files of receipts come from, this machine (http://127.0.0.1:…), and hosts in BILAG_WEBHOOK_HOSTS and BILAG_RECEIPT_HOSTS.

Book another one (the token is good for an hour):

curl -sS ${servers.serviceUrl}/v1/organizations/nbf/approvals \\
  -H 'content-type: application/json' \\
  -H 'authorization: Bearer ${token}' \\
  -d '${body}'

Ctrl-C stops everything; what was booked stays for the next start.`);
}
