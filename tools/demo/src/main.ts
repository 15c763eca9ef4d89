import path from 'node:path';
import { signToken } from './api-client.ts';
import { demoClaims } from './claims.ts';
import { openDemoState } from './demo-state.ts';
import { readOptions } from './options.ts';
import { runDemo } from './run-demo.ts';
import { startServers } from './servers.ts';

const options = readOptions(process.argv.slice(2));
using state = openDemoState(path.resolve('.bilag'), options.fresh);
await using servers = await startServers(state, { withConsole: !options.once });
console.log(
  `Bilag is up: PostgreSQL (${servers.databaseSource}), the mock ERP, and the service at ${servers.serviceUrl}.`,
);

const exact = await runDemo(servers, state);
if (options.once) {
  process.exitCode = exact ? 0 : 1;
} else {
  await printAddresses();
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  console.log('Stopping.');
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

Book another one (the token is good for an hour):

curl -sS ${servers.serviceUrl}/v1/organizations/nbf/approvals \\
  -H 'content-type: application/json' \\
  -H 'authorization: Bearer ${token}' \\
  -d '${body}'

Ctrl-C stops everything; what was booked stays for the next start.`);
}
