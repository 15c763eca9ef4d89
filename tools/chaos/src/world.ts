import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ApiClient, createApiClient } from './api-client.ts';
import { type Child, type Children, createChildren } from './children.ts';
import { type ChaosDatabase, startDatabase } from './database.ts';
import { createFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { inTurn } from './in-turn.ts';
import { type MockProcess, startMock } from './mock-process.ts';
import { createServiceProcesses, type ServiceProcesses } from './service-processes.ts';

/** Everything that a proof runs on: PostgreSQL, the mock ERP and the service, each a process of its own, and the wires between them. */
export interface World extends AsyncDisposable {
  readonly database: ChaosDatabase;
  readonly mock: MockProcess;
  readonly children: Children;
  readonly services: ServiceProcesses;
  /** From the service to PostgreSQL, and from the approving app to the service. */
  readonly wires: { readonly database: FaultProxy; readonly app: FaultProxy };
  /** The administrator of all organizations, over a wire without faults. */
  readonly admin: ApiClient;
  /** The approving app of an organization. */
  approvingApp(organizationId: string): ApiClient;
  /** Kills the process that answers requests, and puts another in its place, with these orders. @returns how the old one ended. */
  replaceApi(orders?: readonly string[]): Promise<string>;
  /** The process that answers requests. */
  api(): Child;
}

/** Starts them in the order of their dependencies. Disposing of it leaves no process, port or folder. */
export async function startWorld(): Promise<World> {
  await using started = new AsyncDisposableStack();
  const directory = started.adopt(mkdtempSync(path.join(os.tmpdir(), 'bilag-chaos-')), remove);
  chmodSync(directory, 0o755); // The account that runs PostgreSQL is not always ours.
  const removeAtExit = () => remove(directory);
  process.once('exit', removeAtExit);
  started.defer(() => void process.off('exit', removeAtExit));
  const database = started.use(await startDatabase(path.join(directory, 'postgres')));
  const children = started.use(createChildren(path.join(directory, 'compiled')));
  const mock = await startMock(children, directory);
  const databaseWire = await openWire(started, () => database.port);
  const services = createServiceProcesses(children, {
    databaseUrl: database.url(databaseWire.port),
    caCertificate: mock.caCertificate,
  });
  // One after the other: two that followed the same process would both listen in its place.
  const replacing = inTurn();
  let api: Child = await services.startApi(0, database.url());
  const apiUrl = new URL(api.lines('Bilag listens at ')[0]?.split(' ')[3]?.replace(/\.$/, '') ?? '');
  const appWire = await openWire(started, () => Number(apiUrl.port));
  const admin = createApiClient(apiUrl.origin, () => services.token({ sub: 'admin', role: 'global_admin' }));
  const owned = started.move();
  return {
    database,
    mock,
    children,
    services,
    wires: { database: databaseWire, app: appWire },
    admin,
    approvingApp: (organizationId) =>
      createApiClient(`http://127.0.0.1:${appWire.port}`, () =>
        services.token({ sub: 'app', role: 'service', organization_id: organizationId }),
      ),
    api: () => api,
    replaceApi(orders) {
      return replacing(async () => {
        api.signal('SIGKILL');
        const ending = await api.ended();
        api = await services.startApi(Number(apiUrl.port), undefined, orders);
        return ending;
      });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function openWire(started: AsyncDisposableStack, targetPort: () => number): Promise<FaultProxy> {
  return started.adopt(await createFaultProxy(targetPort), (it) => it.close());
}

function remove(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}
