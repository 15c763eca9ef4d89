import type { InstanceState } from '@bilag/core';
import { callerOf, globalAdministrators } from '../access.ts';
import type { Routes } from '../api.ts';
import { Instance, InstanceRelease } from '../schemas/instance.ts';
import { problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';

const tags = ['instance'];

/** This installation itself: whether it sends, and its release after a restore. */
export const instanceRoutes: Routes = (api, ports) => {
  api.get(
    '/v1/instance',
    {
      config: { access: globalAdministrators },
      schema: {
        operationId: 'getInstance',
        summary: 'Read whether this installation sends, and if not, why',
        tags,
        response: { 200: ref(Instance), ...problems(401, 403, 503) },
      },
    },
    async () => instanceView(await ports.instance.read()),
  );

  api.post(
    '/v1/instance/release',
    {
      config: { access: globalAdministrators },
      schema: {
        operationId: 'releaseInstance',
        summary: 'Let a restored database send again',
        description:
          'First make sure that no other installation sends for the same organizations. Everything unfinished, and whatever is sent again that was approved before now, is looked up in the accounting system before it is sent; nothing is sent before `sendsAfter`.',
        tags,
        body: ref(InstanceRelease),
        response: { 200: ref(Instance), ...problems(400, 401, 403, 409, 503, ...withBody) },
      },
    },
    async (request) => {
      const { epoch, reason } = request.body;
      const { subject } = callerOf(request);
      return instanceView(await ports.instance.release(epoch, reason, subject));
    },
  );
};

function instanceView(state: InstanceState): Instance {
  const { since, sendsAfter, lookUpBefore, heartbeatAt, releasedAt, recorded, found } = state;
  return {
    ...state,
    since: textOf(since),
    sendsAfter: textOf(sendsAfter),
    lookUpBefore: textOf(lookUpBefore),
    heartbeatAt: textOf(heartbeatAt),
    releasedAt: textOf(releasedAt),
    recorded: { ...recorded },
    found: { ...found },
  };
}

const textOf = (instant: Date | null) => instant?.toISOString() ?? null;
