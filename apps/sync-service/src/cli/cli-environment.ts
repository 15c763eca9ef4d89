import { type CredentialKeys, credentialKeys, refuseExamplePasswords } from '../config-keys.ts';
import { outgoingHost } from '../config-outgoing.ts';
import { createEnvironmentReader, type Environment } from '../environment.ts';

/** Where the database is, as whoever may read it. @throws {ConfigError} */
export function databaseUrl(environment: Environment): string {
  const read = createEnvironmentReader(environment);
  const url = read.url('BILAG_DATABASE_URL') ?? read.url('BILAG_DATABASE_OWNER_URL');
  if (url === undefined) read.problem('BILAG_DATABASE_URL', 'is missing (or BILAG_DATABASE_OWNER_URL)');
  refuseExamplePasswords(read, environment, ['BILAG_DATABASE_URL', 'BILAG_DATABASE_OWNER_URL']);
  read.assertNoProblems();
  return url ?? '';
}

/** Where the database is, as its owner. @throws {ConfigError} */
export function ownerUrl(environment: Environment): string {
  const read = createEnvironmentReader(environment);
  const url = read.url('BILAG_DATABASE_OWNER_URL');
  if (url === undefined)
    read.problem('BILAG_DATABASE_OWNER_URL', 'is missing: this is done as the owner of the schema');
  refuseExamplePasswords(read, environment, ['BILAG_DATABASE_OWNER_URL']);
  read.assertNoProblems();
  return url ?? '';
}

/** The key-encryption keys. @throws {ConfigError} */
export function cliCredentialKeys(environment: Environment): CredentialKeys {
  const read = createEnvironmentReader(environment);
  const keys = credentialKeys(read, outgoingHost(read));
  read.assertNoProblems();
  return keys;
}

/** For how many full calendar years texts are kept. @throws {ConfigError} */
export function retentionYears(environment: Environment): number {
  const read = createEnvironmentReader(environment);
  const years = read.integer('BILAG_PAYLOAD_RETENTION');
  read.assertNoProblems();
  return years;
}

/** The same if it was said; then whoever migrates stores it. @throws {ConfigError} */
export function givenRetentionYears(environment: Environment): number | undefined {
  return createEnvironmentReader(environment).isSet('BILAG_PAYLOAD_RETENTION')
    ? retentionYears(environment)
    : undefined;
}
