import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import { migrate } from '../src/persistence/migrate.ts';
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
