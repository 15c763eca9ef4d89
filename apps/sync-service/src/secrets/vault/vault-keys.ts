import { createHash, createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import { keyBytes } from '../aes-gcm.ts';
import { KeyRefusal, type KeyRing, type WrappingKey } from '../key-ring.ts';
import { keyIdOf, localKeys } from '../local-keys.ts';
import { createBoundedMemory } from './bounded-memory.ts';
import { type VaultKeyAddress, versionIn } from './vault-address.ts';
import type { VaultClient } from './vault-client.ts';
import type { VaultSettings } from './vault-settings.ts';
import { VaultTrouble } from './vault-trouble.ts';

/** The most data keys, and public keys, that are remembered. */
const most = 1_000;

/**
 * Keys of which at least one lies in a key vault and never leaves it. Its versions are keys of their own: the newest seals, each opens what it sealed.
 *
 * The public half of an RSA key wraps as well, so that whoever can write to the database could put a secret of their own there. So each wrapped data key is signed,
 * together with its purpose, and the signature is verified before anything is unwrapped.
 * @param held keys that this process holds itself; the first seals when no vault does.
 */
export function vaultKeyRing(
  { sealing, former, rememberMs }: Pick<VaultSettings, 'sealing' | 'former' | 'rememberMs'>,
  client: VaultClient,
  held: readonly Uint8Array[],
  now?: () => number,
): KeyRing {
  const addresses = [...(sealing === undefined ? [] : [sealing]), ...former];
  const local = localKeys(held).filter((it, at) => held.findIndex((other) => keyIdOf(other) === it.id) === at);
  const dataKeys = createBoundedMemory(rememberMs, most, now);
  const publicKeys = createBoundedMemory(rememberMs, most, now);
  const keyOf = (address: VaultKeyAddress, version: string): WrappingKey => {
    const id = `${address.id}/${version}`;
    const publicKey = async () => {
      const spki = await publicKeys.of(id, () => publicKeyOf(client, address, version));
      return createPublicKey({ key: spki, format: 'der', type: 'spki' });
    };
    return {
      id,
      async wrap(dataKey, purpose) {
        const wrapped = await client.run('wrapKey', address, version, dataKey);
        const signature = await client.run('sign', address, version, digestOf(wrapped, purpose));
        const whole = Buffer.concat([wrapped, signature]);
        // Before it is stored: afterwards nobody could mend it.
        if (wrappedIn(whole, purpose, await publicKey()) === undefined) throw unsound(address);
        return whole;
      },
      async unwrap(bytes, purpose) {
        const wrapped = wrappedIn(bytes, purpose, await publicKey());
        if (wrapped === undefined) throw new KeyRefusal('This key did not wrap it for this purpose.');
        const name = createHash('sha256').update(id).update('\0').update(bytes).digest('base64');
        const dataKey = await dataKeys.of(name, () => client.run('unwrapKey', address, version, wrapped));
        if (dataKey.length !== keyBytes) throw new KeyRefusal('What was wrapped is not a data key.');
        return dataKey;
      },
    };
  };
  const newest = async (address: VaultKeyAddress): Promise<WrappingKey> => {
    const { version, isEnabled } = await client.get(address);
    if (!isEnabled) throw disabled(address);
    return keyOf(address, version);
  };
  const [first] = local;
  const current = async (): Promise<WrappingKey> => {
    if (sealing !== undefined) return await newest(sealing);
    if (first === undefined) throw new Error('There is no key that seals.');
    return first;
  };
  return {
    current,
    local,
    find(id) {
      const own = local.find((it) => it.id === id);
      if (own !== undefined) return own;
      for (const address of addresses) {
        const version = versionIn(id, address);
        if (version !== undefined && id === `${address.id}/${version}`) return keyOf(address, version);
      }
      return undefined;
    },
    async assertUsable() {
      if (sealing === undefined) return;
      const key = await current();
      const probe = randomBytes(keyBytes);
      const opened = await key.unwrap(await key.wrap(probe, 'probe'), 'probe');
      if (!opened.equals(probe)) throw unsound(sealing);
    },
  };
}

const digestOf = (wrapped: Uint8Array, purpose: string) =>
  createHash('sha256').update(messageOf(wrapped, purpose)).digest();

const messageOf = (wrapped: Uint8Array, purpose: string) =>
  Buffer.concat([Buffer.from(`bilag-vault-wrap-1\0${purpose}\0`), wrapped]);

/** Both halves are as long as the key's modulus; `undefined` when the key did not wrap this for the purpose. */
function wrappedIn(bytes: Uint8Array, purpose: string, publicKey: KeyObject): Uint8Array | undefined {
  const half = (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const wrapped = bytes.subarray(0, half);
  const isSigned =
    bytes.length === 2 * half && verify('sha256', messageOf(wrapped, purpose), publicKey, bytes.subarray(half));
  return isSigned ? wrapped : undefined;
}

/** @throws {KeyRefusal} when the vault has the key but not this version of it: it was made anew under its old name. */
async function publicKeyOf(client: VaultClient, address: VaultKeyAddress, version: string): Promise<Uint8Array> {
  try {
    return (await client.get(address, version)).publicKey.export({ format: 'der', type: 'spki' });
  } catch (error) {
    if (!(error instanceof VaultTrouble) || error.kind !== 'missing') throw error;
    // A key that is deleted can be recovered; that it is there without the version is an answer.
    await client.get(address);
    throw new KeyRefusal('The key in the vault has no such version.', { cause: error });
  }
}

const disabled = ({ host, name }: VaultKeyAddress) =>
  new VaultTrouble(
    'disabled',
    `cannot be used: the newest version of the key ${name} in ${host} is disabled. Enable it in the vault, or make a new version.`,
  );

const unsound = ({ host, name }: VaultKeyAddress) =>
  new VaultTrouble('unsuitable', `cannot be used: what the key ${name} in ${host} wraps it does not unwrap.`);
