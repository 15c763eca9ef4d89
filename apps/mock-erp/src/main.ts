import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { startMockErp } from './mock-erp.ts';

const { env } = process;
const options = {
  httpPort: portFrom(env['MOCK_HTTP_PORT'], 4010),
  httpsPort: portFrom(env['MOCK_HTTPS_PORT'], 4011),
  host: env['MOCK_HOST'],
  ledgerFile: env['MOCK_LEDGER_FILE'],
  stateFile: env['MOCK_STATE_FILE'],
  scenarioFile: env['MOCK_SCENARIO_FILE'],
  bookingIntervalMs: Number(env['MOCK_BOOKING_INTERVAL_MS'] ?? 30_000),
};
const mock = await startMockErp(options).catch(endIfPortTaken);

const caFile = env['MOCK_CA_FILE'];
if (caFile !== undefined) {
  mkdirSync(dirname(caFile), { recursive: true });
  writeFileSync(caFile, mock.caCertificate);
}
for (const [name, url] of Object.entries(mock.urls)) console.log(`${name.padEnd(16)} ${url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void mock.close();
  });
}

function portFrom(text: string | undefined, fallback: number): number {
  const port = Number(text ?? fallback);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`'${text}' is not a port`);
  return port;
}

/** Most often `npm start` runs, which has a mock ERP of its own. */
function endIfPortTaken(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
  const port = 'port' in error ? ` ${String(error.port)}` : '';
  console.error(
    `Port${port} is taken, perhaps by npm start or another mock ERP: end it, or name others by MOCK_HTTP_PORT and MOCK_HTTPS_PORT.`,
  );
  process.exit(1);
}
