import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../apps/sync-service/src/config.ts';
import { variables } from '../apps/sync-service/src/configuration/variables.ts';
import type { Environment } from '../apps/sync-service/src/environment.ts';

interface Compose {
  readonly services: Readonly<
    Record<string, { readonly environment?: Environment; readonly volumes?: readonly string[] }>
  >;
}

const file = path.resolve(import.meta.dirname, '../compose.yaml');
const { services }: Compose = parse(await readFile(file, 'utf8'), { merge: true });

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
