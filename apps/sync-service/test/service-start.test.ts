import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import { migrate } from '../src/persistence/migrate.ts';
import { endWith } from './support/refused-start.ts';
import { startTestService } from './support/service.ts';
import { startServiceOn } from './support/started-service.ts';

test('what the configuration warns of stands in the log at the start', async () => {
  const logged: string[] = [];
  const log = { write: (line: string) => void logged.push(JSON.parse(line).msg) };
  const environment = { NODE_ENV: 'production', BILAG_LOG_LEVEL: 'warn' };
  const service = await startServiceOn(await createTestDatabase(migrate), undefined, environment, undefined, { log });
  onTestFinished(() => service.close());
  expect(service.config.warnings).toHaveLength(1);
  expect(logged).toEqual(service.config.warnings);
});

test('a port that is taken is told as a problem of the configuration, without a stack', async () => {
  const service = await startTestService();
  onTestFinished(() => service.close());
  const { port } = new URL(service.url);
  const ended = await endWith({ ...service.environment, BILAG_HTTP_PORT: port });
  const said = 'The configuration cannot be used:\n- BILAG_HTTP_PORT is taken by another process\n';
  expect(ended).toEqual({ status: 78, said });
});
