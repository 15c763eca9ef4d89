import { type MockErp, startMockErp } from '@bilag/mock-erp';
import { onTestFinished } from 'vitest';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import type { ConnectorRegistry } from '../../src/connectors/connector-registry.ts';
import type { Environment } from '../../src/environment.ts';
import { migrate } from '../../src/persistence/migrate.ts';
import { startServiceOn, type TestService } from './started-service.ts';

export type { Reply, TestService, TokenClaims } from './started-service.ts';
export { approvingApp, globalAdmin, orgAdmin } from './started-service.ts';

/** Starts it on a database of its own; with a mock ERP it may reach that one. It has the connectors of the registry, the real ones without. */
export async function startTestService(
  mock?: MockErp,
  environment: Environment = {},
  registry?: ConnectorRegistry,
): Promise<TestService> {
  return await startServiceOn(await createTestDatabase(migrate), mock, environment, registry);
}

/** {@link startTestService} and a mock ERP for one test, both closed when it is over. */
export async function aServiceWithMock(
  environment: Environment = {},
): Promise<{ readonly service: TestService; readonly mock: MockErp }> {
  const mock = await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } });
  onTestFinished(() => mock.close());
  const service = await startTestService(mock, environment);
  onTestFinished(() => service.close());
  return { service, mock };
}
