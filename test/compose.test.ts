import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../apps/sync-service/src/config.ts';
import { variables } from '../apps/sync-service/src/configuration/variables.ts';
import type { Environment } from '../apps/sync-service/src/environment.ts';
import { operatorTool, runTool } from './support/operator-tool.ts';

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
}

interface ComposeService {
  readonly environment?: Environment;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

const read = (file: string) => readFile(path.resolve(import.meta.dirname, '..', file), 'utf8');
const { services }: Compose = parse(await read('compose.yaml'), { merge: true });
const page = await read('docs/deployment.md');
const openssl = await operatorTool('openssl', 'BILAG_TEST_OPENSSL');

/** What the image, or compose.yaml itself, decides: the file mounts it, or has another service at its other end. */
const decided = [
  'BILAG_DATABASE_URL',
  'BILAG_DATABASE_OWNER_URL',
  'BILAG_ROLE',
  'BILAG_HTTP_HOST',
  'BILAG_HTTP_PORT',
  'BILAG_WITNESS_FILE',
  'BILAG_CONSOLE_FOLDER',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
];
const settings = Object.keys(variables).filter((it) => !decided.includes(it));

const least = {
  POSTGRES_PASSWORD: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  BILAG_JWT_ISSUER: 'https://sign-in.example.org',
  BILAG_JWKS_URL: 'https://sign-in.example.org/.well-known/jwks.json',
  BILAG_CREDENTIAL_KEY: Buffer.from(Array.from({ length: 32 }, (_, at) => (at * at * 7 + 131) % 256)).toString(
    'base64',
  ),
};

/** The variables of a service with this `.env`, put in as Compose does: `${NAME:-otherwise}` and `${NAME:?}`. */
function environmentOf(service: string, env: Environment): Environment {
  const put = (text: string) =>
    text.replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_whole, name: string, sign: string, otherwise: string) => {
      const value = env[name] || undefined;
      if (value === undefined && sign === '?') throw new Error(`${name} is missing.`);
      return value ?? otherwise;
    });
  const given = Object.entries(services[service]?.environment ?? {});
  return Object.fromEntries(given.map(([name, value]) => [name, put(String(value))]));
}

describe.each(['api', 'worker'])('compose.yaml hands to the %s', (service) => {
  test('every setting that there is, as .env has it', () => {
    const env = { ...least, ...Object.fromEntries(settings.map((it) => [it, `value of ${it}`])) };
    const environment = environmentOf(service, env);
    expect(settings.filter((it) => environment[it] !== `value of ${it}`)).toEqual([]);
  });

  test('nothing that the service does not know', () => {
    const known = Object.keys(variables);
    expect(Object.keys(services[service]?.environment ?? {}).filter((it) => !known.includes(it))).toEqual([]);
  });

  test('settings that it starts with when .env has the least, as what is empty counts as not set', () => {
    const environment = environmentOf(service, least);
    const bare = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
    const { BILAG_CREDENTIAL_KEY_FILE: empty } = environment;
    expect(empty).toBe('');
    expect(parseConfig(environment)).toEqual(parseConfig(bare));
    expect(parseConfig({ ...environment, NODE_ENV: 'production' }).warnings).toEqual([]);
  });

  test('volumes for the files that its settings name', () => {
    expect(services[service]?.volumes).toEqual(['witness:/witness', 'export:/export']);
  });
});

test('what the document puts into .env is readable to its owner alone, and the service starts with it', {
  skip: openssl === undefined,
}, async () => {
  const [, commands = ''] = /```sh\n([\s\S]+?)docker compose up/.exec(page) ?? [];
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bilag-env-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  expect(await runTool('/bin/sh', ['-ec', commands], folder)).toMatchObject({ isGood: true });
  const file = path.join(folder, '.env');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const env: Environment = parseEnv(await readFile(file, 'utf8'));
  // In an address a slash, a plus or a percent sign would have to be encoded.
  expect(env['POSTGRES_PASSWORD']).toMatch(/^[0-9a-f]{48}$/);
  const environment = { ...environmentOf('api', env), NODE_ENV: 'production' };
  expect(parseConfig(environment).database.url).toContain(`:${env['POSTGRES_PASSWORD']}@`);
});

test('only the service itself is reached from other machines', () => {
  const ports = Object.values(services).flatMap((it) => it.ports ?? []);
  expect(ports.filter((it) => !it.startsWith('127.0.0.1:'))).toEqual(['4000:4000']);
});

test('the database counts as healthy once it listens for others, not while it is being made', () => {
  expect(services['postgres']?.healthcheck?.test.join(' ')).toContain('pg_isready -h 127.0.0.1');
});

test('the document’s installation by the chart names both addresses of the issuer', () => {
  const [command = ''] = /helm upgrade --install[\s\S]+?```/.exec(page) ?? [];
  for (const name of ['BILAG_JWT_ISSUER', 'BILAG_JWKS_URL']) expect(command).toContain(`--set config.${name}=https://`);
});
