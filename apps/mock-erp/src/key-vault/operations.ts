import { constants, createPublicKey, privateDecrypt, privateEncrypt, publicEncrypt } from 'node:crypto';
import type { StoredVersion } from './key-store.ts';

/** The operations that are simulated, by the last part of their address, as rights are called. */
export const OPERATIONS: Readonly<Record<string, 'wrapKey' | 'unwrapKey' | 'sign'>> = {
  wrapkey: 'wrapKey',
  unwrapkey: 'unwrapKey',
  sign: 'sign',
};

/** Algorithms for wrapping, with the hash of their padding. */
const OAEP: Readonly<Record<string, string>> = { 'RSA-OAEP': 'sha1', 'RSA-OAEP-256': 'sha256' };
const SHA256_BYTES = 32;
/** What PKCS #1 writes before a digest of SHA-256. */
const DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** What came of it, or `undefined` when the algorithm or the bytes do not fit. */
export function perform(
  operation: 'wrapKey' | 'unwrapKey' | 'sign',
  { privateKey }: StoredVersion,
  alg: string,
  value: Buffer,
): Buffer | undefined {
  try {
    if (operation === 'sign') {
      if (alg !== 'RS256' || value.length !== SHA256_BYTES) return undefined;
      const padding = constants.RSA_PKCS1_PADDING;
      return privateEncrypt({ key: privateKey, padding }, Buffer.concat([DIGEST_INFO, value]));
    }
    const oaepHash = OAEP[alg];
    if (oaepHash === undefined) return undefined;
    const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash };
    return operation === 'wrapKey'
      ? publicEncrypt({ key: createPublicKey(privateKey), ...padding }, value)
      : privateDecrypt({ key: privateKey, ...padding }, value);
  } catch {
    return undefined;
  }
}
