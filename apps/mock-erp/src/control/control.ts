import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { EntraSystem } from '../entra/entra.ts';
import type { FinanceSystem } from '../finance/finance.ts';
import { reset } from '../reset.ts';
import { changeSettings } from '../settings-board.ts';
import type { MockWorld } from '../world.ts';
import { readFaultRule } from './fault-input.ts';
import { InputError, optionalNumber, optionalText, readJson, readObject, refuseUnknown } from './input.ts';
import { addKeyVaultRoutes } from './key-vault.ts';
import { reportLedger } from './ledger-report.ts';
import { loadScenario } from './scenario.ts';
import type { Systems } from './systems.ts';
import { addWebhookRoutes } from './webhooks.ts';

/** Adds the control API under `/control`: JSON in and out, mistakes answered with 400 and a message. */
export function registerControl(app: FastifyInstance, world: MockWorld, systems: Systems): void {
  void app.register((control, _options, done) => {
    control.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, parsed) => {
      try {
        parsed(null, readJson(String(body)));
      } catch (error) {
        parsed(error instanceof Error ? error : new InputError(String(error)));
      }
    });
    control.setErrorHandler((error, _request, reply) => {
      const isInput = error instanceof InputError || (error instanceof Error && 'statusCode' in error);
      const message = error instanceof Error ? error.message : String(error);
      return reply.code(isInput ? 400 : 500).send({ message });
    });
    addLedgerRoutes(control, world);
    addFaultRoutes(control, world);
    addClockRoutes(control, world);
    addSettingsRoutes(control, world);
    addXledgerRoutes(control, world, systems);
    addWebhookRoutes(control, systems.xledger);
    addMicrosoftRoutes(control, world, systems);
    addFinanceRoutes(control, systems.finance);
    addKeyVaultRoutes(control, systems.keyVault);
    control.get('/control/requests', () => ({ counts: world.requests.counts(), requests: world.requests.list() }));
    control.post('/control/reset', () => {
      reset(world);
      return { reset: true };
    });
    done();
  });
}

function addLedgerRoutes(app: FastifyInstance, world: MockWorld): void {
  app.get('/control/ledger', (request) => {
    const { ledgerId, reference } = queryOf(request);
    return reportLedger(world.ledger, { ledgerId, reference });
  });
}

function addFaultRoutes(app: FastifyInstance, world: MockWorld): void {
  app.get('/control/faults', () => ({ faults: world.faults.list() }));
  app.post('/control/faults', (request, reply) => {
    const rule = readFaultRule(request.body, world.settings);
    if (world.faults.list().some((known) => known.id === rule.id))
      throw new InputError(`There is a fault rule ${rule.id} already`);
    return reply.code(201).send(world.faults.add(rule));
  });
  app.delete('/control/faults', (_request, reply) => {
    world.faults.clear();
    return reply.code(204).send();
  });
  app.delete<{ Params: { id: string } }>('/control/faults/:id', (request, reply) => {
    const removed = world.faults.remove(request.params.id);
    return removed
      ? reply.code(204).send()
      : reply.code(404).send({ message: `There is no fault rule ${request.params.id}` });
  });
}

function addClockRoutes(app: FastifyInstance, { clock }: MockWorld): void {
  const state = () => ({ now: clock.now().toISOString(), frozen: clock.frozen });
  app.get('/control/clock', state);
  app.post('/control/clock', (request) => {
    const fields = readObject(request.body);
    refuseUnknown(fields, ['now', 'advanceMs', 'frozen', 'reset']);
    const now = optionalText(fields, 'now');
    if (now !== undefined && Number.isNaN(Date.parse(now))) throw new InputError('now must be an ISO instant');
    if (fields['reset'] === true) clock.reset();
    if (fields['frozen'] === true && !clock.frozen) clock.freeze();
    if (fields['frozen'] === false && clock.frozen) clock.resume();
    if (now !== undefined) clock.set(new Date(now));
    clock.advance(optionalNumber(fields, 'advanceMs') ?? 0);
    return state();
  });
}

function addSettingsRoutes(app: FastifyInstance, world: MockWorld): void {
  const all = () => Object.fromEntries([...world.settings].map(([system, it]) => [system, it.current()]));
  app.get('/control/settings', all);
  app.post('/control/settings', (request) => {
    changeSettings(world.settings, readObject(request.body));
    return all();
  });
  app.post('/control/scenario', (request) => {
    loadScenario(world, request.body);
    return { settings: all(), faults: world.faults.list() };
  });
}

function addXledgerRoutes(app: FastifyInstance, world: MockWorld, { xledger, xledgerRest }: Systems): void {
  app.post('/control/xledger-rest/revoke-tokens', () => {
    xledgerRest.tokens.revokeAll();
    return { revoked: true };
  });
  app.post('/control/xledger/booking-job', () => xledger.runBookingJob());
  app.get('/control/xledger/queue', () => ({ rows: xledger.queue.rows(), errors: xledger.queue.errors() }));
  app.get('/control/xledger/settings', () => ({ ...xledger.settings, usage: xledger.usage }));
  app.post('/control/xledger/settings', (request) => {
    world.settings.get('xledger')?.change(request.body);
    return { ...xledger.settings, usage: xledger.usage };
  });
}

function addMicrosoftRoutes(app: FastifyInstance, world: MockWorld, { entra, businessCentral }: Systems): void {
  const routes = { 'business-central': 'businessCentral', entra: 'entra', finance: 'finance' } as const;
  for (const [path, system] of Object.entries(routes)) {
    app.get(`/control/${path}/settings`, () => world.settings.get(system)?.current());
    app.post(`/control/${path}/settings`, (request) => {
      world.settings.get(system)?.change(request.body);
      return world.settings.get(system)?.current();
    });
  }
  app.get('/control/business-central/journals', () => ({ journals: businessCentral.journals() }));
  app.post('/control/business-central/job-queue', () => businessCentral.runJobQueue());
  app.post('/control/entra/revoke-tokens', () => {
    entra.tokens.revokeAll();
    return { revoked: true };
  });
  app.post('/control/entra/certificates', (request, reply) => {
    const fields = readObject(request.body);
    refuseUnknown(fields, ['clientId', 'certificate']);
    const clientId = optionalText(fields, 'clientId') ?? '';
    const certificate = optionalText(fields, 'certificate') ?? '';
    registerCertificate(entra, clientId, certificate);
    return reply.code(201).send({ clientId });
  });
}

function addFinanceRoutes(app: FastifyInstance, finance: FinanceSystem): void {
  app.get('/control/finance/journals', () => ({ journals: finance.journals() }));
  app.post('/control/finance/post', async (request) => {
    const fields = readObject(request.body);
    refuseUnknown(fields, ['dataAreaId', 'journalBatchNumber']);
    const company = optionalText(fields, 'dataAreaId') ?? '';
    const outcome = await finance.post(company, optionalText(fields, 'journalBatchNumber') ?? '');
    if ('infolog' in outcome) throw new InputError(outcome.infolog);
    return outcome;
  });
}

function registerCertificate(entra: EntraSystem, clientId: string, certificate: string): void {
  try {
    entra.certificates.register(clientId, certificate);
  } catch (error) {
    throw new InputError('certificate must be a PEM certificate', { cause: error });
  }
}

function queryOf(request: FastifyRequest): { ledgerId?: string | undefined; reference?: string | undefined } {
  const query = readObject(request.query);
  return { ledgerId: optionalText(query, 'ledgerId'), reference: optionalText(query, 'reference') };
}
