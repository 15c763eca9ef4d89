import { randomUUID } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { guardRoutes } from './access.ts';
import type { Api } from './api.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { type ConsoleOptions, consolePages } from './console.ts';
import { answerError } from './error-handler.ts';
import { refuseExpectations } from './expectations.ts';
import type { HttpPorts } from './http-ports.ts';
import { answerRepetitions } from './idempotency.ts';
import { takeJsonBodies } from './json-body.ts';
import { answerUnknownRoutes } from './not-found.ts';
import { describeApi, docsPrefix, documentRoutes } from './openapi.ts';
import { limitRates, type RateLimits } from './rate-limit.ts';
import { tellInReadersLanguage } from './readers-language.ts';
import { logRequests } from './request-log.ts';
import { alertSettingsRoutes } from './routes/alert-settings.ts';
import { alertRoutes, platformAlertRoutes } from './routes/alerts.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { choiceRoutes } from './routes/choices.ts';
import { connectionTestRoutes } from './routes/connection-test.ts';
import { connectionTrialRoutes } from './routes/connection-trial.ts';
import { connectorRoutes } from './routes/connectors.ts';
import { decisionRoutes } from './routes/decisions.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { instanceRoutes } from './routes/instance.ts';
import { integrationRoutes } from './routes/integration.ts';
import { mappingRoutes } from './routes/mapping.ts';
import { mappingCheckRoutes } from './routes/mapping-check.ts';
import { mappingPreviewRoutes } from './routes/mapping-preview.ts';
import { masterDataRoutes } from './routes/master-data.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { organizationRoutes } from './routes/organizations.ts';
import { overviewRoutes } from './routes/overview.ts';
import { reconciliationRoutes } from './routes/reconciliations.ts';
import { recordRoutes } from './routes/records.ts';
import { statusRoutes } from './routes/status.ts';
import { syncLogExportRoutes } from './routes/sync-log-export.ts';
import { syncLogVerificationRoutes } from './routes/sync-log-verification.ts';
import { syncLogRoutes } from './routes/sync-logs.ts';
import { syncRoutes } from './routes/syncs.ts';
import { usageRoutes } from './routes/usage.ts';
import { webhookDeliveryRoutes } from './routes/webhook-deliveries.ts';
import { webhookEndpointRoutes } from './routes/webhook-endpoints.ts';
import { withdrawalRoutes } from './routes/withdrawals.ts';
import { answerFrameworkError, useSafeHeaders } from './safe-headers.ts';
import { namedSchemas } from './schemas/named-schemas.ts';
import { buildSerializers } from './serializers.ts';
import { createTokenVerifier, type TokenRules } from './token-verifier.ts';
import { traceRequests } from './traced-requests.ts';
import { closeUnusedConnections } from './unused-connections.ts';
import { refuseUnwantedBodies } from './unwanted-body.ts';
import { compileFor } from './validator.ts';

/** How the HTTP edge is set up. */
export interface HttpOptions {
  readonly tokens: TokenRules;
  readonly logger: FastifyBaseLogger;
  /** Left out, nobody is limited. */
  readonly rateLimits?: RateLimits;
  /** A worker answers only whether it is alive and ready. */
  readonly serve: 'everything' | 'health';
  /** The admin console; left out, it is not served. */
  readonly console?: ConsoleOptions;
}

const mebibyte = 1_048_576;

/** The HTTP edge, ready to listen: every route guarded, described and answering errors as problem+json. */
export async function createHttpServer(ports: HttpPorts, options: HttpOptions): Promise<Api> {
  const api: Api = fastify({
    loggerInstance: options.logger,
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: mebibyte,
    requestTimeout: 30_000,
    exposeHeadRoutes: false,
    schemaController: { compilersFactory: { buildSerializer: buildSerializers } },
    // Node would answer a request without one by itself, without a word of why.
    http: { requireHostHeader: false },
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerBrokenRequest,
  }).withTypeProvider<TypeBoxTypeProvider>();
  api.setValidatorCompiler(compileFor);
  closeUnusedConnections(api);
  takeJsonBodies(api);
  api.setErrorHandler(answerError);
  useSafeHeaders(api);
  logRequests(api);
  answerUnknownRoutes(api);
  const count = await limitRates(api, options.rateLimits ?? { perCaller: 0, perAddress: 0 });
  guardRoutes(api, createTokenVerifier(options.tokens, ports.clock), docsPrefix, count);
  refuseExpectations(api);
  refuseUnwantedBodies(api);
  traceRequests(api);
  tellInReadersLanguage(api);
  for (const schema of namedSchemas) api.addSchema(schema);
  if (options.serve === 'everything') {
    await describeApi(api);
    if (options.console !== undefined) await api.register(consolePages(options.console));
    await api.register((routes: Api, _options, done) => {
      addRoutes(routes, ports);
      done();
    });
  } else {
    healthRoutes(api, ports);
    metricsRoutes(api, ports);
  }
  await api.ready();
  return api;
}

function addRoutes(api: Api, ports: HttpPorts): void {
  holdBack(api, ports);
  answerRepetitions(api, ports.idempotency);
  healthRoutes(api, ports);
  metricsRoutes(api, ports);
  documentRoutes(api);
  const subjects = [
    approvalRoutes,
    withdrawalRoutes,
    decisionRoutes,
    recordRoutes,
    organizationRoutes,
    connectorRoutes,
    integrationRoutes,
    connectionTestRoutes,
    connectionTrialRoutes,
    mappingRoutes,
    mappingCheckRoutes,
    mappingPreviewRoutes,
    masterDataRoutes,
    choiceRoutes,
    usageRoutes,
    reconciliationRoutes,
    syncRoutes,
    syncLogRoutes,
    syncLogExportRoutes,
    syncLogVerificationRoutes,
    alertRoutes,
    platformAlertRoutes,
    alertSettingsRoutes,
    webhookEndpointRoutes,
    webhookDeliveryRoutes,
    statusRoutes,
    overviewRoutes,
    eventRoutes,
    instanceRoutes,
  ];
  for (const add of subjects) add(api, ports);
}

/** Whoever has shown who it is learns that the service has not begun; what is public needs no database. */
function holdBack(api: Api, { assertOpen }: Pick<HttpPorts, 'assertOpen'>): void {
  api.addHook('preValidation', async ({ routeOptions }) => {
    if (routeOptions.config.access !== 'public') assertOpen();
  });
}
