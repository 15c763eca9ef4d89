import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Answer } from '../answer.ts';
import type { Scope } from './clients.ts';
import { createEntry, getEntry, listEntries } from './entry-calls.ts';
import { bodyOf, type Call, type RestGateway, type RestRequest } from './gateway.ts';
import { isListPath, MASTER_LISTS } from './list-schemas.ts';
import { answerList, answerMe } from './master-data-calls.ts';
import { OPENAPI } from './openapi.ts';
import { answerOrRefuse, refusal } from './rest-error.ts';
import { decideGrant, grantAnswer, refuseGrant } from './token-endpoint.ts';

/** Adds all routes of the gateway. */
export function addRoutes(app: FastifyInstance, gateway: RestGateway): void {
  const serve = (operation: string, work: (request: RestRequest) => Answer) => {
    const call = { system: 'xledger', operation: `xledger-rest.${operation}` } as const;
    return (request: RestRequest, reply: FastifyReply) =>
      gateway.world.faults.run({ ...call, request, reply }, () => answerOrRefuse(() => work(request)));
  };
  const admit = (operation: string, scope: Scope | undefined, work: (call: Call, gateway: RestGateway) => Answer) =>
    serve(operation, (request) => {
      const grant = gateway.admission.admit(request.headers.authorization, scope);
      return work({ ...grant, request }, gateway);
    });

  app.get(
    '/openapi.json',
    serve('document', () => ({ status: 200, body: OPENAPI })),
  );
  app.post(
    '/oauth2/token',
    serve('token', (request) => answerToken(request, gateway)),
  );
  app.get('/v1/me', admit('me', undefined, answerMe));
  for (const path of Object.keys(MASTER_LISTS).filter(isListPath)) {
    const work = (call: Call) => answerList(path, call, gateway);
    app.get(`/v1/${path}`, admit(MASTER_LISTS[path].operation, 'master.read', work));
  }
  app.post('/v1/journal-entries', admit('journalEntries.create', 'journal.write', createEntry));
  app.get('/v1/journal-entries', admit('journalEntries.list', 'journal.write', listEntries));
  app.get('/v1/journal-entries/:id', admit('journalEntries.get', 'journal.write', getEntry));
  app.setNotFoundHandler((request: RestRequest, reply) =>
    serve('unknown', ({ method, url }) => {
      throw refusal(404, 'not_found', `There is no ${method} ${url.split('?', 1)[0]}.`);
    })(request, reply),
  );
}

function answerToken(request: RestRequest, { clients, tokens, settings }: RestGateway): Answer {
  const { authorization, 'content-type': contentType } = request.headers;
  const decision = decideGrant({ authorization, contentType, body: bodyOf(request) }, clients);
  if ('error' in decision) return refuseGrant(decision);
  const { tokenLifetimeSeconds } = settings;
  return grantAnswer(decision, tokens.issue(decision, tokenLifetimeSeconds), tokenLifetimeSeconds);
}
