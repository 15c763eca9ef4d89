import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { startMockErp } from '../src/index.ts';

const main = path.resolve(import.meta.dirname, '../src/main.ts');

test('a mock ERP beside another one ends with a sentence that names the port, and without a stack', async () => {
  const first = await startMockErp();
  onTestFinished(() => first.close());
  const { port } = new URL(first.urls.control);
  const env = { ...process.env, MOCK_HTTP_PORT: port, MOCK_HTTPS_PORT: '0' };
  const second = spawn(process.execPath, ['--conditions=@bilag/source', main], { env });
  const [said, [status]] = await Promise.all([text(second.stderr), once(second, 'exit')]);
  expect(said).toMatch(new RegExp(`^Port ${port} is taken, [^\n]+MOCK_HTTP_PORT[^\n]+\n$`));
  expect(status).toBe(1);
});
