import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { type ApiClient, createApiClient, signToken } from '../../src/api-client.ts';
import { type DemoState, openDemoState } from '../../src/demo-state.ts';
import { type DemoOrganization, demoOrganizations } from '../../src/organizations.ts';
import { type DemoServers, type DemoSetting, startServers } from '../../src/servers.ts';

/** The demo in a folder and a database of its own. */
export interface TestDemo extends AsyncDisposable {
  readonly servers: DemoServers;
  readonly state: DemoState;
  readonly organization: (id: DemoOrganization['id']) => DemoOrganization;
  readonly app: (id: DemoOrganization['id']) => ApiClient;
  readonly admin: ApiClient;
}

/** Starts it as `npm start` would in this environment, without the console. */
export async function startDemo(environment: DemoSetting['environment'] = {}): Promise<TestDemo> {
  await using opened = new AsyncDisposableStack();
  const database = await createTestDatabase(async () => undefined, 'empty');
  opened.defer(() => database.drop());
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bilag-demo-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const state = opened.use(openDemoState(folder, false));
  const servers = opened.use(
    await startServers(state, {
      withConsole: false,
      traceUrlTemplate: 'http://127.0.0.1/{traceId}',
      environment: { ...environment, DATABASE_URL: database.url },
    }),
  );
  const clientFor = (claims: Record<string, string>) =>
    createApiClient(servers.serviceUrl, () => signToken(servers.signer, claims));
  const owned = opened.move();
  return {
    servers,
    state,
    organization: (id) => {
      const found = demoOrganizations(servers.mock).find((it) => it.id === id);
      if (found === undefined) throw new Error(`The demo has no organization ${id}.`);
      return found;
    },
    app: (id) => clientFor({ sub: 'demo-approvals', role: 'service', organization_id: id }),
    admin: clientFor({ sub: 'demo-admin', role: 'global_admin' }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
