import { Pool } from 'undici';
import { administratorToken } from '../contestants/bilag/administrator.ts';
import { type Message, organizationName } from '../message.ts';
import type { ServiceKeys } from '../task.ts';

/** A request that carries a message. */
export interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a message is sent to an endpoint. */
export type RequestFor = (message: Message) => Request;

/** To our API: whoever asks is authenticated, and an approval is sent as it is. */
export async function approvalRequests(keys: ServiceKeys): Promise<RequestFor> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await administratorToken(keys)}` };
  return ({ org, approval }) => ({
    path: `/v1/organizations/${organizationName(org)}/approvals`,
    headers,
    body: JSON.stringify(approval),
  });
}

/** To the bare endpoint. */
export const bareRequests: RequestFor = (message) => ({
  path: '/',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(message),
});

/** Connections that are kept; one request on each at a time. */
export function createSender(address: string, connections: number) {
  const pool = new Pool(address, { connections, pipelining: 1 });
  return {
    /** @throws when it is not answered with 201. */
    async send(request: Request): Promise<void> {
      const { statusCode, body } = await pool.request({ method: 'POST', ...request });
      if (statusCode !== 201) throw new Error(`${request.path} answered ${statusCode}: ${await body.text()}`);
      await body.dump();
    },
    close: () => pool.close(),
  };
}
