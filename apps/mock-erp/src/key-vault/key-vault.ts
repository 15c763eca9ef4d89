import { createPublicKey } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Answer } from '../answer.ts';
import type { EntraSystem } from '../entra/entra.ts';
import { KEY_VAULT_AUDIENCE } from '../entra/token-request.ts';
import { addressOf } from '../gateway.ts';
import { settingsSwitch } from '../settings-board.ts';
import type { MockWorld } from '../world.ts';
import { createKeyStore, type KeyStore, type StoredVersion } from './key-store.ts';
import { OPERATIONS, perform } from './operations.ts';
import { DEFAULT_KEY_VAULT_SETTINGS, KEY_VAULT_SETTING_READERS, type KeyVaultSettings } from './settings.ts';
import {
  badParameter,
  keyDisabled,
  keyNotFound,
  notPermitted,
  operationForbidden,
  unauthorized,
} from './vault-errors.ts';

/** The simulated key vault, for the control API and tests. */
export interface KeyVaultSystem {
  readonly keys: KeyStore;
  /** May be changed while it runs. */
  readonly settings: KeyVaultSettings;
}

interface KeyRoute {
  Params: { name: string; version?: string; operation?: string };
}

/**
 * Adds one vault at the root of the https server, as a vault has its own host. Operations: `key-vault.get`, `key-vault.wrapKey`, `key-vault.unwrapKey`,
 * `key-vault.sign`.
 * @source https://learn.microsoft.com/en-us/rest/api/keyvault/keys (api-version 7.4), read 2026-11
 */
export function registerKeyVault(
  app: FastifyInstance,
  world: MockWorld,
  entra: EntraSystem,
  changes: Partial<KeyVaultSettings> = {},
): KeyVaultSystem {
  const settings = { ...DEFAULT_KEY_VAULT_SETTINGS, ...changes };
  const vault: KeyVaultSystem = { keys: createKeyStore(world.clock), settings };
  world.settings.set('keyVault', settingsSwitch(settings, KEY_VAULT_SETTING_READERS));
  world.onReset.push(() => {
    Object.assign(settings, DEFAULT_KEY_VAULT_SETTINGS, changes);
    vault.keys.clear();
  });
  void app.register((routes, _options, done) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
    const system = 'key-vault';
    const read = (request: FastifyRequest<KeyRoute>) => answerGet(request, world, entra, vault);
    for (const path of ['/keys/:name', '/keys/:name/', '/keys/:name/:version']) {
      routes.get<KeyRoute>(path, (request, reply) =>
        world.faults.run({ system, operation: 'key-vault.get', request, reply }, () => read(request)),
      );
    }
    routes.post<KeyRoute>('/keys/:name/:version/:operation', (request, reply) => {
      const operation = OPERATIONS[request.params.operation ?? ''];
      const name = `key-vault.${operation ?? 'unknown'}`;
      return world.faults.run({ system, operation: name, request, reply }, () =>
        operation === undefined
          ? badParameter('Method POST does not allow operation on this address')
          : answerOperation(request, operation, world, entra, vault),
      );
    });
    done();
  });
  return vault;
}

async function answerGet(
  request: FastifyRequest<KeyRoute>,
  world: MockWorld,
  entra: EntraSystem,
  vault: KeyVaultSystem,
): Promise<Answer> {
  const refused = await refuse(request, 'get', world, entra, vault);
  if (refused !== undefined) return refused;
  const found = versionOf(request, vault);
  if (found === undefined) return keyNotFound(idOf(request));
  const { kty, operations, privateKey, enabled, created, updated } = found;
  const { n, e } = createPublicKey(privateKey).export({ format: 'jwk' });
  const attributes = {
    enabled,
    created: inSeconds(created),
    updated: inSeconds(updated),
    recoveryLevel: 'Recoverable+Purgeable',
    recoverableDays: 90,
  };
  return {
    status: 200,
    body: { key: { kid: kidOf(request, found), kty, key_ops: operations, n, e }, attributes, tags: {} },
  };
}

async function answerOperation(
  request: FastifyRequest<KeyRoute>,
  operation: 'wrapKey' | 'unwrapKey' | 'sign',
  world: MockWorld,
  entra: EntraSystem,
  vault: KeyVaultSystem,
): Promise<Answer> {
  const refused = await refuse(request, operation, world, entra, vault);
  if (refused !== undefined) return refused;
  const found = versionOf(request, vault);
  if (found === undefined) return keyNotFound(idOf(request));
  if (!found.enabled && operation !== 'wrapKey') return keyDisabled(operation);
  if (!found.operations.includes(operation)) return operationForbidden(operation);
  const { alg, value } = fieldsOf(request.body);
  if (typeof alg !== 'string' || typeof value !== 'string' || !/^[A-Za-z0-9_-]+$/.test(value)) {
    return badParameter('Property alg or value is missing or has an invalid value');
  }
  const result = perform(operation, found, alg, Buffer.from(value, 'base64url'));
  if (result === undefined) return badParameter('The parameter is incorrect.');
  return { status: 200, body: { kid: kidOf(request, found), value: result.toString('base64url') } };
}

/** Who asks, for what, and in which version of the protocol. */
async function refuse(
  request: FastifyRequest,
  operation: string,
  { seed }: MockWorld,
  { tokens }: EntraSystem,
  { settings }: KeyVaultSystem,
): Promise<Answer | undefined> {
  const { bilagApp, tenantId } = seed.businessCentral;
  const authority = `${addressOf(request).origin}/entra/${tenantId}`;
  const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || token === '') return unauthorized(authority, KEY_VAULT_AUDIENCE, 'missing');
  const claims = await tokens.read(token);
  if (claims === undefined) return unauthorized(authority, KEY_VAULT_AUDIENCE, 'invalid');
  if (claims.audience !== KEY_VAULT_AUDIENCE) return unauthorized(authority, KEY_VAULT_AUDIENCE, 'audience');
  const version = addressOf(request).searchParams.get('api-version');
  if (version === null) return badParameter('api-version must be specified');
  if (!/^7\.[0-6](-preview\.\d)?$|^20\d\d-\d\d-\d\d$/.test(version)) {
    return badParameter(`The specified version (${version}) is not recognized.`);
  }
  const may = claims.clientId === bilagApp.clientId && settings.permissions.includes(operation);
  return may ? undefined : notPermitted(operation);
}

function versionOf({ params }: FastifyRequest<KeyRoute>, { keys }: KeyVaultSystem): StoredVersion | undefined {
  const versions = keys.versionsOf(params.name) ?? [];
  const named = params.version ?? '';
  return named === '' ? versions.at(-1) : versions.find((it) => it.version === named);
}

const idOf = ({ params: { name, version } }: FastifyRequest<KeyRoute>) =>
  version === undefined ? name : `${name}/${version}`;

const kidOf = (request: FastifyRequest<KeyRoute>, { version }: StoredVersion) =>
  `${addressOf(request).origin}/keys/${request.params.name}/${version}`;

const inSeconds = (instant: Date) => Math.floor(instant.getTime() / 1_000);

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(typeof body === 'string' ? body : '');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
