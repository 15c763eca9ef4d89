import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

/** What the database is for and where an embedded one may live. */
export interface DatabaseRequest {
  /** Tests get a server that is fast and forgets in a crash; `start` gets one that keeps what was committed. */
  purpose: 'tests' | 'start';
  /** Only used for the embedded server. */
  dataDirectory: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** A PostgreSQL server, or a database on somebody's server, for as long as it is needed. */
export interface ProvidedDatabase {
  /** Its address as superuser; with `DATABASE_URL` as whoever that names. */
  url: string;
  source: 'DATABASE_URL' | 'testcontainers' | 'embedded';
  /** Ends what was started for this request; never touches the database behind `DATABASE_URL`. */
  stop(): Promise<void>;
}

/**
 * Finds a database: the one that `DATABASE_URL` names; for tests one in a container when `BILAG_TEST_DATABASE` is
 * `testcontainers`; else the embedded server.
 * @throws if that one cannot be had; there is no falling back, or a test would not run on what it claims
 */
export async function provideDatabase(request: DatabaseRequest): Promise<ProvidedDatabase> {
  const { DATABASE_URL: given, BILAG_TEST_DATABASE: kind } = request.env;
  if (given) return { url: given, source: 'DATABASE_URL', stop: async () => undefined };
  if (request.purpose === 'tests' && kind === 'testcontainers') return startContainer();
  const volatile = request.purpose === 'tests';
  const server = await startEmbeddedPostgres({ dataDirectory: request.dataDirectory, volatile });
  return { url: server.url(), source: 'embedded', stop: () => server.stop() };
}

/** Loaded only here: it is a development tool, and `npm start` works without it. */
async function startContainer(): Promise<ProvidedDatabase> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const { Wait } = await import('testcontainers');
  // The server speaks of being ready twice: once while it sets itself up. Podman without systemd has no health checks.
  const ready = Wait.forAll([Wait.forLogMessage(/ready to accept connections/, 2), Wait.forListeningPorts()]);
  const container = await new PostgreSqlContainer('postgres:18')
    .withWaitStrategy(ready)
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=200'])
    .withStartupTimeout(120_000)
    .start();
  const stop = async () => {
    await container.stop();
  };
  return { url: container.getConnectionUri(), source: 'testcontainers', stop };
}
