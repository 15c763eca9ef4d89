import type { FastifyInstance } from 'fastify';
import type { Webhook } from '../xledger/webhooks.ts';
import type { XledgerSystem } from '../xledger/xledger.ts';
import { InputError, oneOf, optionalNumber, optionalText, readObject, refuseUnknown } from './input.ts';

const STATES = ['RUNNING', 'PAUSED', 'RECOVERING', 'FAULTED'] as const;

/** What people and time do to Xledger's webhooks: saving a project, another attempt, pausing and resuming. */
export function addWebhookRoutes(app: FastifyInstance, { notices }: XledgerSystem): void {
  const all = () => ({ webhooks: notices.webhooks.list().map(report) });
  app.get('/control/xledger/webhooks', all);
  app.post('/control/xledger/webhooks/deliver', async () => {
    await notices.delivery.deliver();
    return all();
  });
  app.post('/control/xledger/webhooks/state', async (request) => {
    const fields = readObject(request.body);
    refuseUnknown(fields, ['dbId', 'state']);
    const dbId = optionalNumber(fields, 'dbId') ?? 0;
    const known = await notices.delivery.setState(dbId, oneOf(fields['state'], STATES, 'state'));
    if (!known) throw new InputError(`There is no webhook ${dbId}`);
    return all();
  });
  app.post('/control/xledger/projects', async (request) => {
    const fields = readObject(request.body);
    refuseUnknown(fields, ['code']);
    const code = optionalText(fields, 'code') ?? '';
    if (!(await notices.saveProject(code))) throw new InputError(`There is no project ${code}`);
    return all();
  });
}

/** Without the token that signs. */
function report({ dbId, url, state, failures, waiting }: Webhook): object {
  return { dbId, url, state, failures, waiting: waiting.length };
}
