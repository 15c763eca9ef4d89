import { type CredentialKeys, credentialKeys } from '../config-keys.ts';
import { createEnvironmentReader, type Environment } from '../environment.ts';

const protocols = ['postgres:', 'postgresql:'];

/** Where the database is, as whoever may read it. @throws {ConfigError} */
export function databaseUrl(environment: Environment): string {
  const read = createEnvironmentReader(environment);
  const url = read.url('BILAG_DATABASE_URL', protocols) ?? read.url('BILAG_DATABASE_OWNER_URL', protocols);
  if (url === undefined) read.problem('BILAG_DATABASE_URL', 'is missing (or BILAG_DATABASE_OWNER_URL)');
  read.assertNoProblems();
  return url ?? '';
}

/** Where the database is, as its owner. @throws {ConfigError} */
export function ownerUrl(environment: Environment): string {
  const read = createEnvironmentReader(environment);
  const url = read.url('BILAG_DATABASE_OWNER_URL', protocols);
  if (url === undefined)
    read.problem('BILAG_DATABASE_OWNER_URL', 'is missing: this is done as the owner of the schema');
  read.assertNoProblems();
  return url ?? '';
}

/** The key-encryption keys. @throws {ConfigError} */
export function cliCredentialKeys(environment: Environment): CredentialKeys {
  const read = createEnvironmentReader(environment);
  const keys = credentialKeys(read);
  read.assertNoProblems();
  return keys;
}

/** The key-encryption key that seals. @throws {ConfigError} */
export const credentialKey = (environment: Environment): Uint8Array => cliCredentialKeys(environment).credentialKey;
