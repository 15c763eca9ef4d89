import { afterAll, beforeAll } from 'vitest';
import { globalAdmin, startTestService, type TestService } from './service.ts';

/** The service of a test file. */
export interface ServiceOfFile {
  /** From `beforeAll` on. */
  readonly service: TestService;
}

/** Starts one service for all tests of the file, with these organizations (ledgers in NOK), and closes it after them. */
export function serviceOfThisFile(organizations: readonly string[] = ['nbf']): ServiceOfFile {
  let service: TestService | undefined;
  beforeAll(async () => {
    service = await startTestService();
    for (const id of organizations) await createOrganization(service, id);
  });
  afterAll(() => service?.close());
  return {
    get service() {
      if (service === undefined) throw new Error('The service has not been started yet.');
      return service;
    },
  };
}

/** An organization with a ledger in NOK. */
export async function createOrganization(service: TestService, id: string): Promise<void> {
  const { status } = await service.call('POST', '/v1/organizations', globalAdmin, { id, name: id, currency: 'NOK' });
  if (status !== 201) throw new Error(`The organization «${id}» was answered ${status}.`);
}

/** Where approvals of an organization go. */
export const approvalsOf = (organizationId: string) => `/v1/organizations/${organizationId}/approvals`;
/** Where its records are. */
export const recordsOf = (organizationId: string) => `/v1/organizations/${organizationId}/records`;
