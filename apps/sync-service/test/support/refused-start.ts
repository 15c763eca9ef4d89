import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { Environment } from '../../src/environment.ts';
import { endOf } from './replica.ts';

const main = path.resolve(import.meta.dirname, '../../src/main.ts');

/** Starts the service as an operator does, with something that it cannot use, and waits until it has ended by itself. */
export async function endWith(environment: Environment) {
  const rest = {
    BILAG_HTTP_PORT: '0',
    BILAG_JWT_SECRET: randomBytes(32).toString('base64url'),
    BILAG_JWT_ISSUER: 'https://sign-in.example.org',
    BILAG_JWT_AUDIENCE: 'bilag',
    BILAG_LOG_LEVEL: 'fatal',
  };
  const child = spawn(process.execPath, ['--conditions=@bilag/source', main], { env: { ...rest, ...environment } });
  onTestFinished(async () => {
    await endOf(child, 'SIGKILL');
  });
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { status, said };
}
