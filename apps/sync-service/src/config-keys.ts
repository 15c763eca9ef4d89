import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { keyVaultSettings } from './config-key-vault.ts';
import type { OutgoingHost } from './config-outgoing.ts';
import type { NameOf } from './configuration/variables.ts';
import type { Environment, EnvironmentReader } from './environment.ts';
import { keyIn } from './environment.ts';
import type { VaultSettings } from './secrets/vault/vault-settings.ts';

/** The key-encryption keys: the current one seals, all open. */
export interface CredentialKeys {
  /** Held by this process; absent when the key that seals lies in a key vault. */
  readonly credentialKey?: Uint8Array;
  readonly formerCredentialKeys: readonly Uint8Array[];
  /** Present when a key in a vault seals, or opens what it has sealed. */
  readonly keyVault?: VaultSettings;
}

/** Reads the keys from the environment, or from a file of them, and where a key vault has them. Stands in with nothing usable after a problem. */
export function credentialKeys(read: EnvironmentReader, host: OutgoingHost): CredentialKeys {
  const keyVault = keyVaultSettings(read, host);
  const vault = keyVault === undefined ? {} : { keyVault };
  const former = read
    .list('BILAG_CREDENTIAL_FORMER_KEYS')
    .map((it) =>
      keyFrom(it, () =>
        read.problem('BILAG_CREDENTIAL_FORMER_KEYS', 'must be keys of 32 bytes in base64, with commas'),
      ),
    );
  const file = read.text('BILAG_CREDENTIAL_KEY_FILE');
  if (file !== undefined && read.isSet('BILAG_CREDENTIAL_KEY')) {
    read.problem('BILAG_CREDENTIAL_KEY_FILE', 'is set beside BILAG_CREDENTIAL_KEY: only one of them can hold the key');
  }
  const inFile = file === undefined ? [] : keysInFile(read, file);
  if (read.isSet('BILAG_KEY_VAULT_KEY')) {
    if (read.isSet('BILAG_CREDENTIAL_KEY')) read.problem('BILAG_KEY_VAULT_KEY', besideKey);
    return { formerCredentialKeys: [...inFile, ...former], ...vault };
  }
  const [current = nothing, ...others] = inFile;
  const credentialKey = file === undefined ? read.key('BILAG_CREDENTIAL_KEY') : current;
  return { credentialKey, formerCredentialKeys: [...others, ...former], ...vault };
}

const besideKey =
  'is set beside BILAG_CREDENTIAL_KEY: only one key seals. The one that the vault takes over from goes into BILAG_CREDENTIAL_FORMER_KEYS';

function keysInFile(read: EnvironmentReader, file: string): readonly Uint8Array[] {
  const problem = (what: string) => read.problem('BILAG_CREDENTIAL_KEY_FILE', what);
  return listOf(contentOf(file, problem), /\r?\n/).map((it) =>
    keyFrom(it, () => problem('must have 32 bytes in base64 on each line')),
  );
}

/** The content of a file that only its owner writes and that strangers cannot read; empty after a problem. */
function contentOf(file: string, problem: (what: string) => void): string {
  if (!path.isAbsolute(file)) {
    problem('must be an absolute path');
    return '';
  }
  try {
    const opened = openSync(file, 'r');
    try {
      // Of what was opened, not of the path: that may lead elsewhere a moment later.
      const { mode, size } = fstatSync(opened, { bigint: false });
      // A group may read, as that is how an orchestrator hands a secret to a process that is not root.
      if ((mode & 0o027) !== 0) {
        problem(`must not be open to others (its mode is ${(mode & 0o777).toString(8)}; chmod 600, or 640)`);
        return '';
      }
      const content = size > 0 && size <= 10_000 ? readFileSync(opened, 'utf8').trim() : '';
      if (content === '') problem('has no key in it');
      return content;
    } finally {
      closeSync(opened);
    }
  } catch {
    problem('is not a file that can be read');
    return '';
  }
}

const nothing: Uint8Array = new Uint8Array();

const listOf = (text: string, between: string | RegExp): string[] =>
  text
    .split(between)
    .map((it) => it.trim())
    .filter((it) => it !== '');

function keyFrom(text: string, problem: () => void): Uint8Array {
  const key = keyIn(text, 32);
  if (key === undefined) problem();
  return key ?? nothing;
}

/**
 * In production a key or secret that anybody can guess is refused: those of examples, the same byte over and over, counting bytes, words.
 * @param keys those that were read.
 */
export function refuseDefaultSecrets(
  read: EnvironmentReader,
  environment: Environment,
  { credentialKey, formerCredentialKeys }: CredentialKeys,
): void {
  if (environment.NODE_ENV !== 'production') return;
  const from = read.isSet('BILAG_CREDENTIAL_KEY_FILE') ? 'BILAG_CREDENTIAL_KEY_FILE' : 'BILAG_CREDENTIAL_KEY';
  const guessed = 'can be guessed: in production it must be random (openssl rand -base64 32)';
  if (credentialKey !== undefined && isGuessable(credentialKey)) read.problem(from, guessed);
  if (formerCredentialKeys.some(isGuessable)) read.problem('BILAG_CREDENTIAL_FORMER_KEYS', guessed);
  const secret = read.text('BILAG_JWT_SECRET');
  if (secret !== undefined && (new Set(secret).size < 10 || exampleWord.test(secret))) {
    read.problem('BILAG_JWT_SECRET', guessed);
  }
  refuseExamplePasswords(read, environment, ['BILAG_DATABASE_URL', 'BILAG_DATABASE_OWNER_URL', 'BILAG_SMTP_URL']);
}

/** In production the password of `.env.example` is refused in these addresses. */
export function refuseExamplePasswords(
  read: EnvironmentReader,
  environment: Environment,
  names: readonly NameOf<'address'>[],
): void {
  if (environment.NODE_ENV !== 'production') return;
  for (const name of names) {
    const password = decoded(URL.parse(read.text(name) ?? '')?.password ?? '');
    if (exampleWord.test(password)) read.problem(name, 'has the password of the example');
  }
}

const exampleWord = /change[-_ ]?(me|it)|^(secret|password|example)$/i;

/** Of 32 random bytes about 30 differ; fewer than 16 do never. Nor are all of them letters, or each one more than that before it. */
function isGuessable(key: Uint8Array): boolean {
  if (key.length === 0) return false;
  const steps = new Set(key.subarray(1).map((it, at) => it - (key[at] ?? 0)));
  return new Set(key).size < 16 || steps.size === 1 || key.every((it) => it >= 0x20 && it < 0x7f);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
