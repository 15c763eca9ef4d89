import type { Readable } from 'node:stream';
import { changeTopics, everything, furthest, type Watched } from '@bilag/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { administrators, callerOf, globalAdministrators } from '../access.ts';
import type { Routes } from '../api.ts';
import type { HttpPorts } from '../http-ports.ts';
import { createOpenStreams, type OpenStreams } from '../open-streams.ts';
import { requireOrganization } from '../require-organization.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems } from '../schemas/problem-responses.ts';

const tags = ['syncs'];

/** A text that is sent for as long as somebody reads it. */
const stream = {
  description: 'Server-sent events, for as long as the token is valid.',
  content: { 'text/event-stream': { schema: Type.Unsafe<Readable>({ type: 'string' }) } },
};

const description =
  'A `change` is a hint to read again what is on the screen: `{"organizationId":"nbf","topics":["status","records"]}`, with topics among `status`, `records`, `sync` and ' +
  '`alerts`. It holds nothing personal, comes at most some twenty times a second, and may come for nothing. Each event’s `id` says how far things have come. Whoever comes back with it as ' +
  '`Last-Event-ID` and has missed something is told at once. The stream begins with `open`; it ends with `end` and a `reason`: `token-expired` or `shutting-down`. ' +
  'The token goes in the `Authorization` header, so browsers read it with `fetch`.';

const headers = Type.Object({
  'last-event-id': Type.Optional(Type.String({ maxLength: 100, description: 'The `id` of the last event received.' })),
});

/** What is happening, as it happens, so that figures on a screen move by themselves. */
export const eventRoutes: Routes = (api, ports) => {
  const streams = createOpenStreams(() => ports.clock.now());
  api.addHook('preClose', async () => streams.endAll());

  api.get(
    '/v1/organizations/:organizationId/events',
    {
      config: { access: administrators },
      schema: {
        operationId: 'watchOrganization',
        summary: 'Be told when something changes',
        description,
        tags,
        params: OrganizationParams,
        headers,
        response: { 200: stream, ...problems(...guarded, 429) },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      return await answerWith(streams, ports, organizationId, request, reply);
    },
  );

  api.get(
    '/v1/events',
    {
      config: { access: globalAdministrators },
      schema: {
        operationId: 'watchAllOrganizations',
        summary: 'Be told when something changes in any organization',
        description,
        tags,
        headers,
        response: { 200: stream, ...problems(400, 401, 403, 429, 503) },
      },
    },
    async (request, reply) => await answerWith(streams, ports, everything, request, reply),
  );
};

/** Watches before it asks how far things have come, so that nothing falls in between. */
async function answerWith(
  streams: OpenStreams,
  { changes }: HttpPorts,
  watched: Watched,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  let end = (): void => undefined;
  const opened = streams.open(callerOf(request), watched, reply.raw, () => end());
  try {
    let position = '0.0';
    end = changes.watch(watched, (change) => {
      position = furthest(position, change.position);
      const { organizationId, topics } = change;
      opened.send({ event: 'change', id: position, data: { organizationId, topics } });
    });
    const { 'last-event-id': lastSeen } = request.headers;
    position = furthest(position, await changes.positionOf(watched));
    opened.send({ event: 'open', id: position, data: {} });
    if (lastSeen !== undefined && lastSeen !== position) {
      const organizationId = watched === everything ? null : watched;
      opened.send({ event: 'change', id: position, data: { organizationId, topics: changeTopics } });
    }
  } catch (error) {
    opened.body.destroy();
    throw error;
  }
  return reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no').send(opened.body);
}
