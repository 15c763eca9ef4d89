import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '../answer.ts';
import type { EntraSystem } from '../entra/entra.ts';
import type { FaultEffect } from '../fault-effects.ts';
import { singleHeaders } from '../faults.ts';
import { addressOf } from '../gateway.ts';
import { settingsSwitch } from '../settings-board.ts';
import { createTurn, type Turn } from '../turn.ts';
import type { MockWorld } from '../world.ts';
import { checkAccess } from './access.ts';
import { type Address, readAddress } from './address.ts';
import { type Call, operationOf } from './call.ts';
import { environmentsAnswer, noSuchAddress, noSuchEnvironment } from './environments.ts';
import { errorAnswer } from './errors.ts';
import { type Installation, openInstallation } from './installation.ts';
import type { Attachment, Journal } from './journal-store.ts';
import { createLimits, type Limits } from './limits.ts';
import { type JobRun, runJobs } from './run-jobs.ts';
import { serve } from './serve.ts';
import { type BusinessCentralSettings, DEFAULT_BUSINESS_CENTRAL_SETTINGS } from './settings.ts';
import { BUSINESS_CENTRAL_SETTING_READERS } from './settings-readers.ts';

/** The simulated Business Central, for the control API and the page. */
export interface BusinessCentralSystem {
  /** May be changed while it runs. */
  readonly settings: BusinessCentralSettings;
  /** What is staged, all companies together. */
  journals(): Journal[];
  /** The files on journal lines, all companies together. */
  attachments(): Attachment[];
  /** How many journals wait to be posted in the background. */
  pendingJobs(): number;
  /** Posts in the background what waits for it, now. */
  runJobQueue(): JobRun;
}

/** Where journals are kept, if anywhere, and how this Business Central differs from the default. */
export interface BusinessCentralOptions {
  readonly stateFile?: string | undefined;
  readonly settings?: Partial<BusinessCentralSettings> | undefined;
}

/** What a request needs besides itself. */
interface Desk {
  readonly world: MockWorld;
  readonly entra: EntraSystem;
  readonly installation: Installation;
  readonly limits: Limits;
  readonly turn: Turn;
}

/**
 * Adds API v2.0, the reporting API and the list of environments. Operations: `bc.environments` and those of `operationOf`.
 */
export function registerBusinessCentral(
  app: FastifyInstance,
  world: MockWorld,
  entra: EntraSystem,
  options: BusinessCentralOptions = {},
): BusinessCentralSystem {
  const settings = { ...DEFAULT_BUSINESS_CENTRAL_SETTINGS, ...options.settings };
  const installation = openInstallation(world, settings, options.stateFile);
  const limits = createLimits(world.clock, settings);
  const { store, jobQueue, openBooks } = installation;
  world.settings.set('businessCentral', settingsSwitch(settings, BUSINESS_CENTRAL_SETTING_READERS));
  world.onReset.push(() => {
    store.clear();
    jobQueue.clear();
    limits.clear();
    Object.assign(settings, DEFAULT_BUSINESS_CENTRAL_SETTINGS, options.settings);
  });
  addRoutes(app, { world, entra, installation, limits, turn: createTurn() });
  return {
    settings,
    journals: () => installation.companies.flatMap(({ id }) => store.list(id)),
    attachments: () => installation.companies.flatMap(({ id }) => store.listAttachments(id)),
    pendingJobs: () => jobQueue.pending().length,
    runJobQueue: () => runJobs(jobQueue.take(world.clock.now().getTime(), true), openBooks),
  };
}

function addRoutes(app: FastifyInstance, desk: Desk): void {
  void app.register((routes, _options, done) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    routes.all('/v2.0/*', (request, reply) => receive(desk, request, reply));
    routes.get('/environments/v1.2', (request, reply) => {
      const { seed, faults } = desk.world;
      return faults.run({ system: 'business-central', operation: 'bc.environments', request, reply }, async () => {
        const tenantId = seed.businessCentral.tenantId;
        const refused = await refusal(desk, request.headers.authorization, tenantId);
        const { silentEnvironments } = desk.installation.settings;
        return refused ?? environmentsAnswer(seed.businessCentral, silentEnvironments, addressOf(request).origin);
      });
    });
    done();
  });
}

async function receive(desk: Desk, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { world, limits } = desk;
  const address = readAddress(addressOf(request), world.seed.businessCentral);
  const call = address === undefined ? undefined : toCall(request, address);
  const operation = call === undefined ? 'bc.other' : operationOf(call);
  const app = await appOf(desk, request.headers.authorization);
  const tooMany = await limits.enter(app);
  try {
    return await world.faults.run({ system: 'business-central', operation, request, reply }, async (effect) => {
      if (address === undefined || call === undefined) return noSuchAddress();
      const refused = await refusal(desk, request.headers.authorization, address.tenantId);
      if (refused !== undefined) return refused;
      if (tooMany !== undefined) return errorAnswer(tooMany);
      return address.environmentExists ? answer(desk, call, effect) : noSuchEnvironment();
    });
  } finally {
    if (tooMany === undefined) limits.leave(app);
  }
}

function answer(
  { world, installation, turn }: Desk,
  call: Call,
  effect: FaultEffect | undefined,
): Answer | Promise<Answer> {
  const { jobQueue, openBooks } = installation;
  // Between the items of a batch nothing else is committed.
  if (!turn.isTaken) runJobs(jobQueue.take(world.clock.now().getTime()), openBooks);
  return serve(installation, call, { faults: world.faults, effect, turn });
}

async function refusal(
  { entra, world, installation }: Desk,
  authorization: string | undefined,
  tenantId: string,
): Promise<Answer | undefined> {
  const around = { entra, seed: world.seed.businessCentral, settings: installation.settings };
  const access = await checkAccess(authorization, tenantId, around);
  return 'refused' in access ? access.refused : undefined;
}

/** Whose limits a request counts against: the app's; callers without a good token share theirs. */
async function appOf({ entra }: Desk, authorization = ''): Promise<string> {
  const claims = await entra.tokens.read(authorization.replace(/^Bearer /i, ''));
  return claims?.clientId ?? '';
}

function toCall(request: FastifyRequest, address: Address): Call {
  const { url, apiBase, api, segments } = address;
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const headers = singleHeaders(request.headers);
  return { method: request.method, url, apiBase, api, segments, headers, body: bytes.toString('utf8'), bytes };
}
