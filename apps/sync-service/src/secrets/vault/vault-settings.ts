import type { VaultKeyAddress } from './vault-address.ts';

/** Who this process is at Microsoft Entra. */
export type AzureIdentity =
  | {
      readonly kind: 'client-secret';
      readonly tenantId: string;
      readonly clientId: string;
      readonly clientSecret: string;
    }
  | {
      readonly kind: 'certificate';
      readonly tenantId: string;
      readonly clientId: string;
      readonly certificatePath: string;
    }
  | { readonly kind: 'workload'; readonly tenantId: string; readonly clientId: string; readonly tokenFile: string }
  /** The platform vouches for the process; a client id where it has several identities. */
  | { readonly kind: 'managed'; readonly clientId?: string };

/** Everything about key vaults that this process was told. */
export interface VaultSettings {
  /** The key that seals; absent while a key of this process does. */
  readonly sealing?: VaultKeyAddress;
  /** Keys that open what they have sealed. */
  readonly former: readonly VaultKeyAddress[];
  /** Of the vaults’ hosts, such as `vault.azure.net`; the audience of the tokens is named after it. */
  readonly domain: string;
  readonly authorityHost: string;
  readonly identity: AzureIdentity;
  /** For how long a data key that was unwrapped is remembered, in milliseconds. */
  readonly rememberMs: number;
  readonly allowLoopback: boolean;
  readonly extraCaCertificates: readonly string[];
}
