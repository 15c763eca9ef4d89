import { createServer, type Server } from 'node:http';
import { expect, vi } from 'vitest';
import { ownSql } from '../../../sync-service/test/support/reconciliation.ts';
import type { TestService } from '../../../sync-service/test/support/service.ts';
import {
  anEndpoint,
  type EndpointSeen,
  type MessageSeen,
  messagesOf,
} from '../../../sync-service/test/support/status-webhooks.ts';

/** Addresses as they are in earnest, for those on this machine. */
const shownAs = { works: 'https://hooks.godkjenning.example.org/bilag', fails: 'https://kasse.example.org/bilag' };

/**
 * Has two other services told of NBF, one that takes what it is sent and one that does not. `work` is given what adds them, and does so before anything
 * happens that they are to be told of.
 */
export async function withEndpoints(
  service: TestService,
  work: (add: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(request.url === '/works' ? 204 : 503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const added: EndpointSeen[] = [];
    await work(async () => {
      for (const path of ['works', 'fails'])
        added.push(await anEndpoint(service, 'nbf', `${addressOf(server)}/${path}`));
    });
    const [works, fails] = added;
    if (works === undefined || fails === undefined) throw new Error('Nobody was to be told.');
    // As many as there are records of NBF; the other one is spared all but the first of them.
    await untilTold(
      service,
      works,
      (messages) => messages.length >= 4 && messages.every((it) => it.state === 'delivered'),
    );
    await untilTold(service, fails, (messages) => messages.some((it) => it.lastError !== null));
    for (const [{ id }, url] of [
      [works, shownAs.works],
      [fails, shownAs.fails],
    ] as const) {
      // Their messages stay as they are: nothing is sent to addresses that belong to nobody.
      await ownSql(
        service,
        "update bilag.webhook_endpoints set url = $2, rest_until = now() + interval '6 hours' where endpoint_id = $1",
        [id, url],
      );
    }
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function untilTold(
  service: TestService,
  endpoint: EndpointSeen,
  isSo: (messages: readonly MessageSeen[]) => boolean,
): Promise<void> {
  await vi.waitFor(async () => expect(isSo(await messagesOf(service, 'nbf', endpoint))).toBe(true), {
    timeout: 20_000,
    interval: 100,
  });
}

function addressOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
