import { texts } from '../setting-values.ts';
import type { SettingsReaders } from '../settings-board.ts';

/** How the key vault behaves here; may be changed while it runs. */
export interface KeyVaultSettings {
  /** What the Bilag app may do with keys; other apps may do nothing. A right that is missing is refused as by role assignments. */
  permissions: readonly string[];
}

/** As the role Key Vault Crypto User gives them. @source https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide, read 2026-11 */
export const DEFAULT_KEY_VAULT_SETTINGS: Readonly<KeyVaultSettings> = {
  permissions: ['get', 'encrypt', 'decrypt', 'wrapKey', 'unwrapKey', 'sign', 'verify'],
};

export const KEY_VAULT_SETTING_READERS: SettingsReaders<KeyVaultSettings> = {
  permissions: texts(/^[a-zA-Z]+$/, 'a right such as unwrapKey'),
};
