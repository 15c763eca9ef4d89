import { absolutePath, text } from './forms.ts';
import type { Variables } from './variable.ts';

const since = '0.1.0';

/** The keys that seal secrets (docs/keys.md). */
export const keyVariables = {
  BILAG_CREDENTIAL_KEY: {
    type: 'key',
    bytes: 32,
    meaning:
      'The key-encryption key of the stored credentials (openssl rand -base64 32). Keep it outside the database and its backups. One that can be guessed is refused in production.',
    needed: 'unless BILAG_CREDENTIAL_KEY_FILE or BILAG_KEY_VAULT_KEY is set',
    isSecret: true,
    since,
  },
  BILAG_CREDENTIAL_KEY_FILE: {
    ...absolutePath,
    meaning:
      'Instead of it a file that holds it, of mode 600 or 640; what stands on the lines after the first are former keys.',
    example: '/run/secrets/bilag-credential-key',
    since,
  },
  BILAG_CREDENTIAL_FORMER_KEYS: {
    type: 'list',
    of: 'keys of 32 bytes in base64',
    meaning: 'While a key is replaced: other keys that open what they have sealed.',
    isSecret: true,
    since,
  },
  BILAG_AUDIT_FORMER_KEYS: {
    type: 'list',
    of: 'public keys of 32 bytes in base64',
    accepts: (it: string) => /^[A-Za-z0-9+/]{43}=$/.test(it),
    must: 'must be public keys of 32 bytes in base64, with commas between them',
    meaning:
      'The audit log is sealed with a key that is derived from the credential key. Once that is replaced and no longer named above: what «bilag keys public» printed for each former one, so that older seals can be verified.',
    since,
  },
  BILAG_KEY_VAULT_KEY: {
    type: 'text',
    form: 'identifier of a key without a version',
    meaning: 'Instead of a key of your own an RSA key in Azure Key Vault; its newest version seals.',
    example: 'https://my-vault.vault.azure.net/keys/bilag',
    since,
  },
  BILAG_KEY_VAULT_FORMER_KEYS: {
    type: 'list',
    of: 'identifiers of keys without a version',
    meaning: 'Other keys in vaults that open what they have sealed; also one that is to take over.',
    since,
  },
  BILAG_KEY_VAULT_DOMAIN: {
    type: 'text',
    form: 'domain',
    otherwise: 'vault.azure.net',
    accepts: (it: string) => /^([a-z0-9-]+[.])+[a-z][a-z0-9-]+$/.test(it),
    must: 'must be a domain such as vault.azure.net',
    meaning: 'The domain of the vaults, which the audience of the tokens is named after.',
    since,
  },
  BILAG_KEY_VAULT_CACHE_SECONDS: {
    type: 'integer',
    from: 0,
    to: 3_600,
    otherwise: 300,
    meaning: 'For how many seconds an unwrapped data key is remembered in memory; 0 asks the vault each time.',
    since,
  },
  AZURE_TENANT_ID: {
    ...text,
    meaning:
      'Who this process is for the vault, by the names of Microsoft’s own libraries: the tenant of an application with a secret, a certificate or a token file. Without any of these three the managed identity of the machine is used.',
    needed: 'with AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE',
    since,
  },
  AZURE_CLIENT_ID: {
    ...text,
    meaning: 'The id of the application; or of the managed identity, if the machine has several.',
    needed: 'like AZURE_TENANT_ID',
    since,
  },
  AZURE_CLIENT_SECRET: { ...text, meaning: 'The secret of the application.', isSecret: true, since },
  AZURE_CLIENT_CERTIFICATE_PATH: {
    ...text,
    form: 'path',
    meaning: 'Instead of it the file of its certificate with the private key, in PEM.',
    since,
  },
  AZURE_FEDERATED_TOKEN_FILE: {
    ...text,
    form: 'path',
    meaning: 'Instead of both a token file (workload identity on Kubernetes, which sets this and the two ids itself).',
    since,
  },
  AZURE_AUTHORITY_HOST: {
    type: 'text',
    form: 'address with https:// of a Microsoft cloud',
    otherwise: 'https://login.microsoftonline.com',
    meaning: 'Where tokens are asked for.',
    since,
  },
} as const satisfies Variables;
