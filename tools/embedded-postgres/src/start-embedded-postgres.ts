import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { prepareBinaries } from './binaries.ts';
import { choosePlace, initialise, type Place, passwordFile } from './data-directory.ts';
import { freePort } from './free-port.ts';
import { askServer, forgetImpostor, readPidFile } from './running-server.ts';
import { type ServerProcess, spawnServer } from './server-process.ts';

/** How to start; see `startEmbeddedPostgres`. */
export interface EmbeddedPostgresOptions {
  /** PostgreSQL's own folder; created and filled when missing. */
  dataDirectory: string;
  /** Trades durability for speed: after a crash of server or machine the data may be lost. For tests. */
  volatile?: boolean;
  /** TCP port on 127.0.0.1; a free one by default. */
  port?: number;
}

/** A PostgreSQL server on 127.0.0.1 for development and tests. */
export interface EmbeddedPostgres {
  /** Address of a database for the superuser, password included; `postgres` by default. */
  url(database?: string): string;
  port: number;
  /** Process number of the server itself. */
  pid: number;
  /** Where the data really is: elsewhere than wanted when the account that runs PostgreSQL cannot go there. */
  dataDirectory: string;
  /** Whether another process owns the server. It then ends with that process. */
  adopted: boolean;
  /** Stops the server and resolves when it is gone. Leaves an adopted one alone. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;

/**
 * Starts PostgreSQL, or adopts the server that already runs in this data directory. The server ends with the process
 * that started it, also when that is killed. Several processes may start at once: PostgreSQL's own lock lets one win
 * and the others adopt it. As root the server runs under an unprivileged account.
 * @throws if it is not ready within 30 s, with the end of what the server said
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const place = choosePlace(path.resolve(options.dataDirectory));
  const { initdb, postgres } = prepareBinaries(place.account);
  await initialise(place, initdb, options.volatile ?? false);
  const urlAt = urlBuilder(place);
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await pause(250)) {
    const server = (await adopt(place, urlAt, options)) ?? (await start(place, urlAt, options, postgres));
    if (server) return server;
  }
  throw new Error(`Another server held ${place.dataDirectory} for 30 s without answering.`);
}

type UrlAt = (port: number) => EmbeddedPostgres['url'];

function urlBuilder(place: Place): UrlAt {
  const password = readPassword(place.dataDirectory);
  return (port) =>
    (database = 'postgres') =>
      `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
}

function readPassword(dataDirectory: string): string {
  try {
    return readFileSync(passwordFile(dataDirectory), 'utf8');
  } catch (cause) {
    const remedy = 'It belongs to another account or was not made by this tool: remove it or choose another.';
    throw new Error(`The data directory ${dataDirectory} cannot be used. ${remedy}`, { cause });
  }
}

async function adopt(place: Place, urlAt: UrlAt, wanted: EmbeddedPostgresOptions) {
  const running = readPidFile(place.dataDirectory);
  const server = running && (await askServer(urlAt(running.port)()));
  if (!running || !server) return undefined;
  if (wanted.port !== undefined && wanted.port !== running.port) {
    throw new Error(`PostgreSQL in ${place.dataDirectory} already runs on port ${running.port}, not ${wanted.port}.`);
  }
  if (!wanted.volatile && !server.durable) {
    throw new Error(`PostgreSQL in ${place.dataDirectory} already runs without durability; stop it first.`);
  }
  return describe(place, urlAt, running, undefined);
}

/** One try. `undefined`: something in the way that passes, such as a server in the same place still stopping. */
async function start(place: Place, urlAt: UrlAt, wanted: EmbeddedPostgresOptions, postgres: string) {
  forgetImpostor(place.dataDirectory);
  const port = wanted.port ?? (await freePort());
  const server = spawnServer(place, postgres, serverFlags(port, wanted.volatile ?? false));
  if (await becomesReady(server, place, port, urlAt(port)())) {
    const running = readPidFile(place.dataDirectory);
    server.keepLog();
    if (running) return describe(place, urlAt, running, server);
  }
  const said = server.endOfLog();
  await server.stop();
  server.dropLog();
  if (mayPass(said, wanted)) return undefined;
  throw new Error(`PostgreSQL in ${place.dataDirectory} did not start. The server said: ${said}`);
}

async function becomesReady(server: ServerProcess, place: Place, port: number, url: string): Promise<boolean> {
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await pause(20)) {
    if (server.hasEnded()) return false;
    if (readPidFile(place.dataDirectory)?.port === port && (await askServer(url))) return true;
  }
  return false;
}

function serverFlags(port: number, volatile: boolean): string[] {
  const volatileSettings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];
  if (volatile) settings.push(...volatileSettings);
  return ['-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
}

function describe(
  place: Place,
  urlAt: UrlAt,
  running: { pid: number; port: number },
  owned: ServerProcess | undefined,
): EmbeddedPostgres {
  return {
    url: urlAt(running.port),
    port: running.port,
    pid: running.pid,
    dataDirectory: place.dataDirectory,
    adopted: owned === undefined,
    stop: async () => owned?.stop(),
  };
}

/** A lock held by a server that is stopping, or by another starter, who will be adopted; a port taken meanwhile. */
function mayPass(said: string, wanted: EmbeddedPostgresOptions): boolean {
  const isPortTaken = said.includes('Address already in use') && wanted.port === undefined;
  return isPortTaken || said.includes('lock file') || said.includes('shared memory block');
}
