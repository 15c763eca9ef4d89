import { parseConfig } from './config.ts';
import { connectorRegistry } from './connectors/connector-registry.ts';
import { ConfigError, type Environment } from './environment.ts';
import { DatabaseUnavailable } from './persistence/database-unavailable.ts';
import type { Seams } from './seams.ts';
import type { TelemetrySettings } from './telemetry/telemetry-settings.ts';

/** Runs the service as this process until it is asked to end. A configuration that is not right is said on standard error, and ends it with 78; a database that does not let it in, or cannot be migrated as it is away, with 69. */
export async function runService(environment: Environment, seams: Seams = {}): Promise<void> {
  // A promise that a connector let drop is no reason to take every organization's sender away. Of the error only its place is told: what hangs on it may be
  // a request with its token.
  process.on('unhandledRejection', (error) => {
    const place = error instanceof Error ? (error.stack ?? error.name).split('\n').slice(1).join('\n') : '';
    console.error(`A rejected promise was left unhandled.\n${place}`);
  });
  try {
    const config = parseConfig(environment, Object.keys(connectorRegistry));
    // Before the driver of the database is loaded, so that its statements are in the traces.
    await using started = new AsyncDisposableStack();
    if (config.telemetry.isExported) started.use(await startTraces(config.telemetry));
    const { compose } = await import('./compose.ts');
    await using service = await compose(config, undefined, seams);
    // Before anybody can know that it listens: a signal then ends it with grace.
    const asked = Promise.withResolvers<void>();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => asked.resolve());
    const { address } = await service.start();
    console.log(`Bilag listens at ${address}.`);
    await asked.promise;
  } catch (error) {
    const { status, message } = endOf(error);
    console.error(message);
    process.exitCode = status;
  }
}

/** How an end that was to be expected is told, its status being that of `sysexits.h`. @throws any other error again. */
function endOf(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof ConfigError) return { status: 78, message: error.message }; // EX_CONFIG
  if (error instanceof DatabaseUnavailable) return { status: 69, message: error.message }; // EX_UNAVAILABLE
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
  return { status: 78, message: new ConfigError(['BILAG_HTTP_PORT is taken by another process']).message };
}

/** Loaded only by those who trace. */
async function startTraces(settings: TelemetrySettings): Promise<AsyncDisposable> {
  const telemetry = await import('./telemetry/start-traces.ts');
  return telemetry.startTraces(settings);
}
