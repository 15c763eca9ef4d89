import type { MockErp } from '@bilag/mock-erp';
import { keyVaultSettings } from '../../src/config-key-vault.ts';
import { outgoingHost } from '../../src/config-outgoing.ts';
import { createEnvironmentReader, type Environment } from '../../src/environment.ts';
import { createVaultClient } from '../../src/secrets/vault/vault-client.ts';
import { vaultKeyRing } from '../../src/secrets/vault/vault-keys.ts';

/** The variables with which a process uses the key `bilag` of the mock's vault, as the Bilag app. */
export function vaultVariables(mock: MockErp, name = 'bilag') {
  const { tenantId, bilagApp } = mock.world.seed.businessCentral;
  return {
    BILAG_CREDENTIAL_KEY: '',
    BILAG_KEY_VAULT_KEY: vaultKeyId(mock, name),
    BILAG_ALLOW_LOOPBACK: 'true',
    BILAG_EXTRA_CA: mock.caCertificate,
    AZURE_AUTHORITY_HOST: mock.urls.entraAuthority,
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: bilagApp.clientId,
    AZURE_CLIENT_SECRET: bilagApp.secret,
  };
}

export const vaultKeyId = (mock: MockErp, name = 'bilag') => `${mock.urls.keyVault}/keys/${name}`;

/** Opens the vault as the service does. */
export function openVault(environment: Environment, held: readonly Uint8Array[] = [], now?: () => number) {
  const read = createEnvironmentReader(environment);
  const settings = keyVaultSettings(read, outgoingHost(read));
  read.assertNoProblems();
  if (settings === undefined) throw new Error('No vault is named.');
  const client = createVaultClient(settings);
  return { client, ring: vaultKeyRing(settings, client, held, now) };
}
