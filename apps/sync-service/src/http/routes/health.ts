import { type Clock, SyncError } from '@bilag/core';
import { Type } from 'typebox';
import type { Api } from '../api.ts';
import type { HttpPorts } from '../http-ports.ts';
import { problems } from '../schemas/problem-responses.ts';

const status = (word: 'alive' | 'ready') =>
  Type.Object({ status: Type.Literal(word) }, { additionalProperties: false });

/** Longer than this the database may not take to answer, in milliseconds. */
const patienceMs = 2_000;

/** What an orchestrator asks: is the process alive, may it be sent requests. */
export function healthRoutes(api: Api, { assertReady, clock }: Pick<HttpPorts, 'assertReady' | 'clock'>): void {
  api.get(
    '/livez',
    {
      exposeHeadRoute: true,
      config: { access: 'public', rateLimit: false },
      schema: {
        operationId: 'isAlive',
        summary: 'Whether the process runs',
        tags: ['health'],
        security: [],
        response: { 200: status('alive') },
      },
    },
    () => ({ status: 'alive' }) as const,
  );
  api.get(
    '/readyz',
    {
      exposeHeadRoute: true,
      config: { access: 'public', rateLimit: false },
      schema: {
        operationId: 'isReady',
        summary: 'Whether the database answers and has the schema of this release',
        tags: ['health'],
        security: [],
        response: { 200: status('ready'), ...problems(503) },
      },
    },
    async () => {
      await readyWithin(assertReady, clock);
      return { status: 'ready' } as const;
    },
  );
}

async function readyWithin(assertReady: () => Promise<void>, clock: Clock): Promise<void> {
  const deadline = clock.deadline(patienceMs);
  const late = new Promise<never>((_resolve, reject) => {
    deadline.signal.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
  });
  try {
    await Promise.race([assertReady(), late]);
  } catch (cause) {
    if (cause instanceof SyncError) throw cause;
    throw new SyncError('NOT_READY', 'The database does not answer.', { cause });
  } finally {
    deadline.cancel();
  }
}
