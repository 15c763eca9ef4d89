import {
  checkDrift,
  createMasterDataReader,
  createReceiptPlaces,
  type EnginePorts,
  type ErpCall,
  type Random,
  type SecretBox,
} from '@bilag/core';
import type { Logger } from 'pino';
import { composeAudit } from './audit/compose-audit.ts';
import { systemClock } from './clock.ts';
import { type Alerts, composeAlerts } from './compose-alerts.ts';
import { announcingEngine, announcingRequests } from './compose-changes.ts';
import { composeKeys } from './compose-keys.ts';
import type { Config } from './config.ts';
import { type ConnectorRegistry, connectorRegistry } from './connectors/connector-registry.ts';
import { type Connectors, createConnectors } from './connectors/connectors.ts';
import { createRecordLinks } from './connectors/record-links.ts';
import { createUsageCounter, type UsageCounter } from './connectors/usage-counter.ts';
import type { HttpPorts } from './http/http-ports.ts';
import { createHttpServer } from './http/server.ts';
import { createInstanceGuard } from './instance/instance-guard.ts';
import { noWitness } from './instance/witness.ts';
import { createWitnessFile } from './instance/witness-file.ts';
import { offeredConnectors } from './offered-connectors.ts';
import { createOutboxPoller } from './outbox/outbox-poller.ts';
import { createStandardWebhookSender } from './outgoing/standard-webhook.ts';
import { type Database, openDatabase } from './persistence/database.ts';
import { sayingNotReady } from './persistence/database-away.ts';
import { asUnavailable } from './persistence/database-unavailable.ts';
import { createMasterDataCache } from './persistence/master-data-cache.ts';
import { migrate } from './persistence/migrate.ts';
import { engineDoor, requestDoor } from './persistence/organization-door.ts';
import { createPostgresApprovalStore } from './persistence/postgres-approval-store.ts';
import { createPostgresChainReader } from './persistence/postgres-chain-reader.ts';
import { createPostgresChangeFeed } from './persistence/postgres-change-feed.ts';
import { createPostgresConfigRepo } from './persistence/postgres-config-repo.ts';
import { createPostgresDecisionStore } from './persistence/postgres-decision-store.ts';
import { createPostgresErpUsageStore } from './persistence/postgres-erp-usage-store.ts';
import { createPostgresHeartbeatStore } from './persistence/postgres-heartbeat-store.ts';
import { createPostgresIdempotencyStore } from './persistence/postgres-idempotency-store.ts';
import { createPostgresInstanceRepo } from './persistence/postgres-instance-repo.ts';
import { createPostgresIntegrationStore } from './persistence/postgres-integration-store.ts';
import {
  createPostgresMappingCheckStore,
  createPostgresNightlyChecks,
} from './persistence/postgres-mapping-check-store.ts';
import { createPostgresMasterDataStore } from './persistence/postgres-master-data-store.ts';
import { createPostgresOrganizationRepo } from './persistence/postgres-organization-repo.ts';
import { createPostgresOutboxStore } from './persistence/postgres-outbox-store.ts';
import { createPostgresReceiptStore } from './persistence/postgres-receipt-store.ts';
import { createPostgresReconciliationRepo } from './persistence/postgres-reconciliation-repo.ts';
import {
  createPostgresNightlyReconciliations,
  createPostgresReconciliationStore,
} from './persistence/postgres-reconciliation-store.ts';
import { createPostgresRecordRepo } from './persistence/postgres-record-repo.ts';
import { createPostgresRevisionStore } from './persistence/postgres-revision-store.ts';
import { createPostgresSealStore } from './persistence/postgres-seal-store.ts';
import { createPostgresOverviewStore, createPostgresStatusStore } from './persistence/postgres-status-store.ts';
import { createPostgresSyncLogReader } from './persistence/postgres-sync-log-reader.ts';
import { createPostgresSyncRunStore } from './persistence/postgres-sync-run-store.ts';
import { createPostgresSyncSchedule } from './persistence/postgres-sync-schedule.ts';
import { createPostgresTextRetention, keepTextsFor } from './persistence/postgres-text-retention.ts';
import { createPostgresWakeUps } from './persistence/postgres-wake-ups.ts';
import { createHttpReceiptSource } from './receipts/http-receipt-source.ts';
import { createCronJobs } from './schedule/cron-jobs.ts';
import { driftJob } from './schedule/drift-job.ts';
import { reconciliationJob } from './schedule/reconciliation-job.ts';
import { createReconciliationRunner } from './schedule/reconciliation-runner.ts';
import { retentionJob } from './schedule/retention-job.ts';
import { createSyncCloser } from './schedule/sync-closer.ts';
import { syncJob } from './schedule/sync-job.ts';
import { createSchemaGate } from './schema-gate.ts';
import type { Seams } from './seams.ts';
import { composeStatusWebhooks, type StatusWebhooks } from './status-webhooks/compose-status-webhooks.ts';
import { composeTelemetry } from './telemetry/compose-telemetry.ts';
import { createLogger } from './telemetry/logger.ts';

/** The service, composed and not yet started. Disposing of it lets calls under way end, then closes everything. */
export interface Service extends AsyncDisposable {
  /** Listens and, as a worker, begins to send. @returns where it listens. @throws {ConfigError} when the key is not that of the database. @throws {DatabaseUnavailable} when that does not let us in. */
  start(): Promise<{ readonly address: string }>;
  /** What is otherwise done at night: checks the field mappings that nobody has checked tonight. */
  checkDrift(): ReturnType<typeof checkDrift>;
  /** What is otherwise done every minute: evaluates the rules of alerts, and sends the messages that are due. */
  readonly alerts: Pick<Alerts, 'evaluate' | 'deliver'>;
  /** What is otherwise done all the time: reads what other services are to be told, and sends what is due. */
  readonly statusWebhooks: Pick<StatusWebhooks['teller'], 'record' | 'deliver'>;
}

/**
 * Builds the whole service from its configuration; the only place that builds adapters. What was opened is closed when a later step fails.
 * @throws {ConfigError} when the configuration names a connector that `registry` has not.
 * @throws {DatabaseUnavailable} when the schema cannot be brought up to date because the database is away.
 */
export async function compose(
  config: Config,
  registry: ConnectorRegistry = connectorRegistry,
  seams: Seams = {},
): Promise<Service> {
  await using opened = new AsyncDisposableStack();
  const log = createLogger(config.logLevel, seams.log);
  for (const warning of config.warnings) log.warn(warning);
  const offered = offeredConnectors(registry, config.connectors.enabled);
  if (config.database.ownerUrl !== undefined) {
    await migrateAtStart(config.database.ownerUrl, config.retentionYears, log).catch((error: unknown) => {
      throw asUnavailable(error);
    });
  }
  const database = opened.adopt(await openDatabase(config.database), (it) => it.close());
  const usageStore = createPostgresErpUsageStore(database.enginePool, database.requestPool);
  const onLost = (error: unknown) => log.warn({ err: error }, 'The count of requests could not be stored.');
  const usage = opened.adopt(createUsageCounter(usageStore, onLost), (it) => it.stop());
  const telemetry = opened.use(composeTelemetry(config.telemetry, database, log));
  const events = {
    onCall(organizationId: string, call: ErpCall, connector: string) {
      usage.count(organizationId, call);
      telemetry.onCall(connector, call);
    },
    onBrokenPlugin: (connector: string, error: unknown) =>
      log.error({ err: error, connector }, 'A connector is broken.'),
  };
  const connectors = opened.adopt(createConnectors(offered, config.connectors, events), (it) => it.close());
  const keys = opened.adopt(composeKeys(config, database, log), (it) => it.close());
  const stores = storesOf(database, keys.secrets);
  const receiptSource = opened.adopt(createHttpReceiptSource(config.receiptHosts, config.connectors), (it) =>
    it.close(),
  );
  const { witnessFile, heartbeatMs, releaseRestMs } = config.instance;
  const guard = createInstanceGuard(
    createPostgresHeartbeatStore(database.enginePool),
    witnessFile === undefined ? noWitness : createWitnessFile(witnessFile),
    { beatMs: heartbeatMs },
    log,
  );
  const engine: EnginePorts = {
    outbox: createPostgresOutboxStore(database.enginePool, () => guard.remembered()),
    config: stores.engineConfig,
    gateways: connectors,
    masterData: stores.engineMasterData,
    receipts: {
      store: createPostgresReceiptStore(database.enginePool, () => guard.remembered()),
      source: receiptSource,
      places: createReceiptPlaces(Math.max(1, Math.floor(config.engine.concurrency / 4))),
    },
    clock: systemClock,
    random: chance,
    usage: currentUsage(usage, createPostgresErpUsageStore(database.enginePool, database.enginePool)),
  };
  const { pollMs, concurrency, leaseMs } = config.engine;
  const serve = { leaseMs, passLimit: 500, maxPasses: 20, turnMs: 1_000 };
  const changes = opened.adopt(
    createPostgresChangeFeed(database.enginePool, config.database.url, (error) =>
      log.warn({ err: error }, 'Changes are not announced or heard for a moment; looking goes on.'),
    ),
    (it) => it.close(),
  );
  const announced = announcingEngine(engine, changes);
  const poller = createOutboxPoller(
    telemetry.watched(seams.engine?.(announced) ?? announced),
    { pollMs, concurrency, graceMs: stopGraceMs, serve },
    log,
  );
  const wakeUps = opened.adopt(
    createPostgresWakeUps(database.enginePool, config.database.url, (error) =>
      log.warn({ err: error }, 'Wake-ups of other replicas are not heard for a moment; polling goes on.'),
    ),
    (it) => it.close(),
  );
  const onAccepted = (organizationId?: string) => {
    poller.wake(organizationId);
    wakeUps.announce(organizationId);
  };
  const ledgerView = {
    store: createPostgresReconciliationStore(database.enginePool),
    config: stores.engineConfig,
    gateways: connectors,
    clock: systemClock,
  };
  const reconciliations = createReconciliationRunner(ledgerView, { pollMs: 2_000, concurrency: 4 }, log);
  const reading = { gateways: connectors, clock: systemClock };
  const reader = opened.adopt(createMasterDataReader({ ...reading, masterData: stores.masterData }), (it) => it.stop());
  const nightReader = opened.adopt(createMasterDataReader({ ...reading, masterData: stores.engineMasterData }), (it) =>
    it.stop(),
  );
  const audit = composeAudit(
    {
      store: keys.sealing(createPostgresSealStore(database.enginePool)),
      reader: createPostgresChainReader(requestDoor(database.requestPool)),
      clock: systemClock,
      keys: keys.audit,
    },
    log,
  );
  opened.adopt(audit.sealer, (it) => it.stop());
  const webhooks = opened.adopt(createStandardWebhookSender(config.webhookHosts, config.connectors), (it) =>
    it.close(),
  );
  const telling = { database, secrets: stores.secrets, webhooks, random: chance };
  const alerts = composeAlerts(config, telling, log);
  const statusWebhooks = composeStatusWebhooks(telling, log);
  opened.adopt(statusWebhooks.teller, (it) => it.stop());
  const requestPorts = httpPorts(database, stores, connectors, seams);
  const gate = createSchemaGate(() => database.hasSchema(), log);
  const http = opened.adopt(
    await createHttpServer(
      {
        ...announcingRequests(requestPorts, changes),
        links: createRecordLinks({
          ...requestPorts,
          load: (connector) => connectors.load(connector),
          traceUrlTemplate: config.traceUrlTemplate,
        }),
        changes: { ...changes, ...sayingNotReady({ positionOf: (watched: string) => changes.positionOf(watched) }) },
        instance: sayingNotReady(createPostgresInstanceRepo(database.enginePool, { restMs: releaseRestMs })),
        onAccepted,
        onReconciliationRequested: () => reconciliations.wake(),
        reader,
        usage: currentUsage(usage, usageStore),
        receiptSource,
        metrics: telemetry.metrics,
        ...alerts.http,
        ...statusWebhooks.http,
        verifier: sayingNotReady(audit.verifier),
        assertReady: () => gate.assertReady(),
        assertOpen: () => gate.assertOpen(),
      },
      {
        tokens: { ...config.tokens, extraCaCertificates: config.connectors.extraCaCertificates },
        logger: log,
        rateLimits: config.rateLimits,
        serve: config.role === 'worker' ? 'health' : 'everything',
        ...(config.console === undefined ? {} : { console: { issuer: config.tokens.issuer, ...config.console } }),
      },
    ),
    (it) => it.close(),
  );
  const nightly = {
    reader: nightReader,
    targets: connectors,
    checks: createPostgresMappingCheckStore(engineDoor(database.enginePool)),
    nights: createPostgresNightlyChecks(database.enginePool),
    config: stores.engineConfig,
    clock: systemClock,
  };
  const syncSchedule = createPostgresSyncSchedule(database.enginePool);
  const syncCloser = opened.adopt(createSyncCloser(syncSchedule, log), (it) => it.stop());
  const jobs = [
    driftJob(config.driftCron, (stop) => checkDrift(nightly, stop), log),
    reconciliationJob(config.reconciliationCron, createPostgresNightlyReconciliations(database.enginePool), {
      clock: systemClock,
      log,
      onRequested: () => reconciliations.wake(),
    }),
    retentionJob(config.retentionCron, createPostgresTextRetention(database.enginePool), log),
    syncJob(config.syncCron, syncSchedule, { log, onBegun: () => onAccepted() }),
    alerts.job,
  ];
  const cron = opened.adopt(createCronJobs(jobs, log), (it) => it.stop());
  opened.adopt(guard, (it) => it.stop());
  // Last, so that it stops first: no new call begins while requests are still being answered.
  opened.adopt(poller, (it) => it.stop());
  opened.adopt(reconciliations, (it) => it.stop());
  opened.adopt(gate, (it) => it.stop());
  const begin = async (isLate: boolean): Promise<void> => {
    await keys.assertFits().catch((error: unknown) => {
      if (!isLate) throw error;
      log.error({ err: error }, 'No secret can be used: this is not the key of the database.');
    });
    // Nothing is sent before it is known which database this is. Whoever only answers looks as well: what it takes while the database is held is in doubt.
    await guard.start(() => {
      if (config.role !== 'api') poller.start();
    });
  };
  const work = (): void => {
    usage.start();
    if (config.role !== 'worker') changes.start();
    if (config.role === 'api') return;
    reconciliations.start();
    wakeUps.listen((organizationId) => poller.wake(organizationId));
    cron.start();
    syncCloser.start();
    audit.sealer.start();
    statusWebhooks.teller.start();
  };
  const owned = opened.move();
  return {
    async start() {
      await keys.assertUsable();
      // What is withdrawn in a restored database may be booked, however unsent it looks: no request is taken before that is known.
      await gate.start(begin);
      const address = await http.listen(config.http);
      void gate.opened.then(work);
      return { address };
    },
    checkDrift: () => checkDrift(nightly),
    alerts,
    statusWebhooks: statusWebhooks.teller,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function migrateAtStart(ownerUrl: string, retentionYears: number | undefined, log: Logger): Promise<void> {
  const onBlocked = (migration: string) => log.warn({ migration }, 'A migration gave way, and asks again for a lock.');
  await migrate(ownerUrl, { onBlocked });
  if (retentionYears !== undefined) await keepTextsFor(ownerUrl, retentionYears);
}

type Stores = ReturnType<typeof storesOf>;

/** Stores that requests and engine have, each through its own door. */
function storesOf(database: Database, secrets: SecretBox) {
  const cache = createMasterDataCache();
  return {
    secrets,
    config: createPostgresConfigRepo(requestDoor(database.requestPool), secrets, database.requestPool),
    engineConfig: createPostgresConfigRepo(engineDoor(database.enginePool), secrets, database.enginePool),
    masterData: sayingNotReady(createPostgresMasterDataStore(requestDoor(database.requestPool), cache)),
    engineMasterData: createPostgresMasterDataStore(engineDoor(database.enginePool), cache),
  };
}

function httpPorts(
  database: Database,
  { secrets, config, masterData }: Stores,
  connectors: Connectors,
  seams: Seams,
): Omit<
  HttpPorts,
  | 'links'
  | 'reader'
  | 'usage'
  | 'receiptSource'
  | 'metrics'
  | 'verifier'
  | keyof Alerts['http']
  | keyof StatusWebhooks['http']
  | 'changes'
  | 'instance'
  | 'assertReady'
  | 'assertOpen'
  | 'onAccepted'
  | 'onReconciliationRequested'
> {
  const approvals = createPostgresApprovalStore(database.requestPool);
  const revisions = createPostgresRevisionStore(database.requestPool);
  return {
    approvals: sayingNotReady(seams.approvals?.(approvals) ?? approvals),
    decisions: sayingNotReady(createPostgresDecisionStore(database.requestPool)),
    revisions: sayingNotReady(seams.revisions?.(revisions) ?? revisions),
    records: sayingNotReady(createPostgresRecordRepo(database.requestPool)),
    reconciliations: sayingNotReady(createPostgresReconciliationRepo(database.requestPool)),
    organizations: sayingNotReady(createPostgresOrganizationRepo(database)),
    syncs: sayingNotReady(createPostgresSyncRunStore(database.requestPool)),
    syncLogs: sayingNotReady(createPostgresSyncLogReader(database.requestPool, database.enginePool)),
    status: sayingNotReady(createPostgresStatusStore(database.requestPool)),
    overview: sayingNotReady(createPostgresOverviewStore(database.enginePool)),
    config: sayingNotReady(config),
    integrations: sayingNotReady(createPostgresIntegrationStore(database, secrets)),
    checks: sayingNotReady(createPostgresMappingCheckStore(requestDoor(database.requestPool))),
    idempotency: sayingNotReady(createPostgresIdempotencyStore(database.requestPool)),
    masterData,
    gateways: connectors,
    targets: connectors,
    connectors,
    clock: systemClock,
  };
}

/** What this process has counted is stored first, so that whoever asks after a call finds it counted. */
function currentUsage(
  counter: UsageCounter,
  store: ReturnType<typeof createPostgresErpUsageStore>,
): HttpPorts['usage'] {
  return sayingNotReady({
    async currentMonth(organizationId: string) {
      await counter.flush();
      return await store.currentMonth(organizationId);
    },
  });
}

/** A service manager waits 30 seconds by custom before it kills. What is left of them is for recording and closing. In milliseconds. */
const stopGraceMs = 15_000;

const chance: Random = { next: () => Math.random() };
