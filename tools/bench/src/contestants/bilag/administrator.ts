import { SignJWT } from 'jose';
import { organizationName } from '../../message.ts';
import type { ServiceKeys, Task } from '../../task.ts';
import { benchConnectorName } from './bench-connector.ts';
import { tokens } from './service-settings.ts';

/** A token for all organizations, good for an hour. */
export function administratorToken({ jwtSecret }: ServiceKeys): Promise<string> {
  return new SignJWT({ role: 'global_admin' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('bench')
    .setIssuer(tokens.issuer)
    .setAudience(tokens.audience)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(jwtSecret));
}

/** Calls the service's API as its administrator. @throws when it refuses. */
export async function createAdministrator(baseUrl: string, keys: ServiceKeys) {
  const authorization = `Bearer ${await administratorToken(keys)}`;
  return async (
    method: string,
    address: string,
    body?: unknown,
    further: Readonly<Record<string, string>> = {},
  ): Promise<unknown> => {
    const response = await fetch(baseUrl + address, {
      method,
      headers: { ...further, authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${address} answered ${response.status}: ${text.slice(0, 500)}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

/** See {@link createAdministrator}. */
export type Administrator = Awaited<ReturnType<typeof createAdministrator>>;

/** Connects a task's organizations, a few at a time. */
export async function connectOrganizations(admin: Administrator, { organizations, erpUrl }: Task): Promise<void> {
  const numbers = Array.from({ length: organizations }, (_, org) => org).values();
  const one = async () => {
    for (const org of numbers) await connectOrganization(admin, org, erpUrl);
  };
  await Promise.all(Array.from({ length: 8 }, one));
}

/** What its administrator does: create, connect, test, map and enable. */
async function connectOrganization(admin: Administrator, org: number, erpUrl: string): Promise<void> {
  const id = organizationName(org);
  const address = `/v1/organizations/${id}`;
  await admin('POST', '/v1/organizations', { id, name: id, currency: 'NOK' });
  await admin('PUT', `${address}/integration`, {
    connector: benchConnectorName,
    settings: { profile: 'bench', org, address: erpUrl },
    credentials: { token: 'none' },
  });
  await admin('POST', `${address}/integration/test`);
  await admin('PUT', `${address}/integration/mapping`, fieldMapping);
  await admin('PUT', `${address}/integration/enabled`, { enabled: true });
}

const fieldMapping = {
  expenseTypes: {
    public_transport: { treatment: 'post', ledgerAccount: '7140' },
    toll: { treatment: 'post', ledgerAccount: '7142' },
  },
  credit: { employee: { ledgerAccount: '2910' } },
  postingDate: 'expense-date',
};
