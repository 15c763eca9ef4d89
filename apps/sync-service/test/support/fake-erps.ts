import type { FakeGateway } from '@bilag/core/testing';
import { afterAll, beforeAll } from 'vitest';
import { createOrganization } from './http-service.ts';
import { aFakeErp, aPlugin } from './plugins.ts';
import { orgAdmin, type Reply, startTestService, type TestService } from './service.ts';

/** An organization of its own, connected to a fake ERP of its own and not tested yet. */
export interface OrganizationOnFake {
  readonly id: string;
  readonly erp: FakeGateway;
  /** Asks for its integration, as its administrator. */
  readonly ask: <T = Record<string, unknown>>(method: string, part?: string, body?: unknown) => Promise<Reply<T>>;
}

/** One service for all tests of the file, in which every organization can have a fake ERP. */
export function fakeErpsOfThisFile() {
  const erps = new Map<unknown, FakeGateway>();
  let service: TestService | undefined;
  let created = 0;
  const plugin = aPlugin('fake', ({ settings }) => {
    const name = typeof settings === 'object' && settings !== null && 'erp' in settings ? settings.erp : undefined;
    const erp = erps.get(name);
    if (erp === undefined) throw new Error('There is no such fake ERP.');
    return erp;
  });
  beforeAll(async () => {
    service = await startTestService(undefined, {}, { fake: () => Promise.resolve(plugin) });
  });
  afterAll(() => service?.close());
  const started = (): TestService => {
    if (service === undefined) throw new Error('The service has not been started yet.');
    return service;
  };
  return {
    get service() {
      return started();
    },
    async anOrganization(): Promise<OrganizationOnFake> {
      created += 1;
      const id = `org-${created}`;
      const erp = aFakeErp();
      erps.set(id, erp);
      await createOrganization(started(), id);
      const path = `/v1/organizations/${id}/integration`;
      const ask: OrganizationOnFake['ask'] = (method, part = '', body?) =>
        started().call(method, path + part, orgAdmin(id), body);
      await ask('PUT', '', { connector: 'fake', settings: { erp: id }, credentials: { token: 'c2VjcmV0LXRva2Vu' } });
      return { id, erp, ask };
    },
  };
}
