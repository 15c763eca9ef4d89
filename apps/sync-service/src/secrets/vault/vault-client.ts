import { createPublicKey, type KeyObject } from 'node:crypto';
import { createHttpExchange, NoAnswer } from '@bilag/connector-http';
import { type VaultKeyAddress, versionIn } from './vault-address.ts';
import { isRow, type Row, rowIn, troubleIn } from './vault-answer.ts';
import type { VaultSettings } from './vault-settings.ts';
import { createVaultSignIn } from './vault-sign-in.ts';
import { VaultTrouble } from './vault-trouble.ts';

/** One version of a key. */
export interface VaultKeyVersion {
  readonly version: string;
  readonly publicKey: KeyObject;
  readonly isEnabled: boolean;
}

/** The operations of key vaults that are needed. Each may be repeated: none changes anything. */
export interface VaultClient {
  /** The newest version without one. @throws {VaultTrouble} */
  get(key: VaultKeyAddress, version?: string): Promise<VaultKeyVersion>;
  /** By RSA-OAEP-256 or RS256. @throws {VaultTrouble} */
  run(
    operation: 'wrapKey' | 'unwrapKey' | 'sign',
    key: VaultKeyAddress,
    version: string,
    value: Uint8Array,
  ): Promise<Buffer>;
  close(): Promise<void>;
}

const apiVersion = 'api-version=7.4';
const limits = { timeoutMs: 10_000, atOnce: 8 };
const neededOperations = ['wrapKey', 'unwrapKey', 'sign'];
const leastBits = 2_048;

/**
 * Azure Key Vault over REST: two operations and a signature do not need a library. Addresses are made of configured keys only, never of what is stored or answered.
 * @source https://learn.microsoft.com/en-us/rest/api/keyvault/keys/wrap-key/wrap-key (and unwrap-key, sign, get-key; api-version 7.4), read 2026-11
 */
export function createVaultClient(settings: VaultSettings): VaultClient {
  const { allowLoopback, extraCaCertificates } = settings;
  const outside = createHttpExchange({ allowLoopback, extraCaCertificates }, limits);
  // A private endpoint is how most vaults are reached; the name is the operator's own, and its certificate is checked.
  const exchange = createHttpExchange({ allowLoopback, extraCaCertificates, allowPrivate: true }, limits);
  const signIn = createVaultSignIn(settings, outside);
  const never = new AbortController().signal;
  const send = async (operation: string, key: VaultKeyAddress, path: string, body?: object): Promise<Row> => {
    const askOnce = async () => {
      const token = await signIn.token();
      const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
      const question =
        body === undefined
          ? { method: 'GET' as const, headers }
          : {
              method: 'POST' as const,
              headers: { ...headers, 'content-type': 'application/json' },
              body: JSON.stringify(body),
            };
      const answer = await exchange
        .send({ ...question, url: `${key.id}/${path}?${apiVersion}` }, never)
        .catch((error) => {
          throw notAnswered(error, key);
        });
      // One that was revoked, or whose rights were changed, is still thought to be good here.
      if (answer.status === 401) signIn.forget(token);
      return answer;
    };
    const first = await askOnce();
    const answer = first.status === 401 ? await askOnce() : first;
    const row = answer.status === 200 ? rowIn(answer.text) : undefined;
    if (row === undefined) throw troubleIn(answer, operation, key);
    return row;
  };
  return {
    async get(key, version = '') {
      const found = keyVersionOf(await send('get', key, version), key);
      if (version === '' || found.version === version) return found;
      throw unsuitable(key, 'the vault answered for another version');
    },
    async run(operation, key, version, value) {
      const alg = operation === 'sign' ? 'RS256' : 'RSA-OAEP-256';
      const body = { alg, value: Buffer.from(value).toString('base64url') };
      const row = await send(operation, key, `${version}/${operation.toLowerCase()}`, body);
      const by = typeof row['kid'] === 'string' ? versionIn(row['kid'], key) : undefined;
      const result = Buffer.from(typeof row['value'] === 'string' ? row['value'] : '', 'base64url');
      if (by?.toLowerCase() === version.toLowerCase() && result.length > 0) return result;
      throw unsuitable(key, `the answer to «${operation}» is of another version, or empty`);
    },
    async close() {
      await Promise.all([exchange.close(), outside.close()]);
    },
  };
}

function keyVersionOf(answer: Row, address: VaultKeyAddress): VaultKeyVersion {
  const key = isRow(answer['key']) ? answer['key'] : {};
  const attributes = isRow(answer['attributes']) ? answer['attributes'] : {};
  const { kid, kty, n, e, key_ops: operations } = key;
  const version = typeof kid === 'string' ? versionIn(kid, address) : undefined;
  if (version === undefined) throw unsuitable(address, 'the vault answered for another key');
  if ((kty !== 'RSA' && kty !== 'RSA-HSM') || typeof n !== 'string' || typeof e !== 'string') {
    throw unsuitable(address, 'it is no RSA key');
  }
  const missing = Array.isArray(operations) ? neededOperations.filter((it) => !operations.includes(it)) : [];
  if (missing.length > 0) throw unsuitable(address, `it may not ${missing.join(', ')}`);
  const publicKey = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < leastBits) throw unsuitable(address, `it has ${bits} bits`);
  return { version, publicKey, isEnabled: attributes['enabled'] !== false };
}

const unsuitable = ({ host, name }: VaultKeyAddress, why: string) =>
  new VaultTrouble(
    'unsuitable',
    `cannot be used: the key ${name} in ${host} does not serve (${why}). It must be an RSA key of 2048 bits or more that may wrapKey, unwrapKey and sign.`,
  );

function notAnswered(error: unknown, { host }: VaultKeyAddress): VaultTrouble {
  const kind = error instanceof NoAnswer ? error.kind : 'fault';
  return new VaultTrouble(
    'unreachable',
    `cannot be used: the vault ${host} did not answer (${kind}). Check the name of the vault, the network and its firewall.`,
    { cause: error },
  );
}
