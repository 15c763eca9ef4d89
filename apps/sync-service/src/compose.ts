import type { Random } from '@bilag/core';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { connectorRegistry } from './connectors/connector-registry.ts';
import { createConnectors } from './connectors/connectors.ts';
import { createHttpServer } from './http/server.ts';
import { createOutboxPoller } from './outbox/outbox-poller.ts';
import { openDatabase, organizationScope } from './persistence/database.ts';
import { sayingNotReady } from './persistence/database-away.ts';
import { migrate } from './persistence/migrate.ts';
import { createPostgresApprovalStore } from './persistence/postgres-approval-store.ts';
import { createPostgresConfigRepo } from './persistence/postgres-config-repo.ts';
import { createPostgresIntegrationStore } from './persistence/postgres-integration-store.ts';
import { createPostgresOrganizationRepo } from './persistence/postgres-organization-repo.ts';
import { createPostgresOutboxStore } from './persistence/postgres-outbox-store.ts';
import { createPostgresRecordRepo } from './persistence/postgres-record-repo.ts';
import { createEnvelopeSecretBox } from './secrets/envelope-secret-box.ts';
import { createLogger } from './telemetry/logger.ts';

/** The service, composed and not yet started. Disposing of it lets calls under way end, then closes everything. */
export interface Service extends AsyncDisposable {
  /** Listens and, as a worker, begins to send. @returns where it listens. */
  start(): Promise<{ readonly address: string }>;
}

/** Builds the whole service from its configuration; the only place that builds adapters. What was opened is closed when a later step fails. */
export async function compose(config: Config): Promise<Service> {
  await using opened = new AsyncDisposableStack();
  const log = createLogger(config.logLevel);
  if (config.database.ownerUrl !== undefined) await migrate(config.database.ownerUrl);
  const database = opened.adopt(await openDatabase(config.database), (it) => it.close());
  const secrets = createEnvelopeSecretBox(config.credentialKey);
  const connectors = opened.adopt(createConnectors(connectorRegistry, config.connectors), (it) => it.close());
  const engine = {
    outbox: createPostgresOutboxStore(database.enginePool),
    config: createPostgresConfigRepo(() => database.platform.em.fork(), secrets),
    gateways: connectors,
    clock: systemClock,
    random: chance,
  };
  const { pollMs, concurrency, leaseMs } = config.engine;
  const serve = { leaseMs, passLimit: 500, maxPasses: 20 };
  const poller = createOutboxPoller(engine, { pollMs, concurrency, serve }, log);
  const http = opened.adopt(
    await createHttpServer(
      {
        approvals: sayingNotReady(createPostgresApprovalStore(database.requestPool)),
        records: sayingNotReady(createPostgresRecordRepo(database.requestPool)),
        organizations: sayingNotReady(createPostgresOrganizationRepo(database)),
        config: sayingNotReady(createPostgresConfigRepo((id) => organizationScope(database, id), secrets)),
        integrations: sayingNotReady(createPostgresIntegrationStore(database, secrets)),
        gateways: connectors,
        connectors,
        clock: systemClock,
        ping: () => database.ping(),
        onAccepted: () => poller.wake(),
      },
      { tokens: config.tokens, logger: log, serve: config.role === 'worker' ? 'health' : 'everything' },
    ),
    (it) => it.close(),
  );
  // Last, so that it stops first: no new call begins while requests are still being answered.
  opened.adopt(poller, (it) => it.stop());
  const owned = opened.move();
  return {
    async start() {
      const address = await http.listen(config.http);
      if (config.role !== 'api') poller.start();
      return { address };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const chance: Random = { next: () => Math.random() };
