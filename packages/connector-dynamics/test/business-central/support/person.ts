import { type MockErp, BUSINESS_CENTRAL_SEED as seed } from '@bilag/mock-erp';
import { Agent, request } from 'undici';

/** What a person does in Business Central meanwhile, by path under the company. */
export async function asPerson(
  mock: MockErp,
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
): Promise<void> {
  const token = await mock.entra.tokens.issue(seed.bilagApp, {
    tenantId: seed.tenantId,
    audience: 'https://api.businesscentral.dynamics.com',
    lifetimeSeconds: 600,
  });
  const agent = new Agent({ connect: { ca: mock.caCertificate } });
  const base = `${mock.urls.businessCentral}/${seed.tenantId}/${seed.environment}/api/v2.0`;
  const answer = await request(`${base}/companies(${seed.company.id})/${path}`, {
    dispatcher: agent,
    method,
    headers: { authorization: `Bearer ${token}`, 'if-match': '*', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await answer.body.dump();
  await agent.close();
  if (answer.statusCode >= 300) throw new Error(`${method} ${path} was answered with ${answer.statusCode}`);
}
