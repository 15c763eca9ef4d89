import { parseServerAddress } from '@bilag/connector-http';

/** A key in a vault, whatever its version. */
export interface VaultKeyAddress {
  /** Its identifier without a version: `https://my-vault.vault.azure.net/keys/bilag`. */
  readonly id: string;
  /** The name of the vault’s host, for people. */
  readonly host: string;
  /** The key’s own name. */
  readonly name: string;
}

/**
 * The identifier of a key as an operator entered it. Only below the configured domain: the token that is sent there opens every vault of that domain that the
 * identity has rights in, and is worth stealing.
 * @param domain such as `vault.azure.net`, or that of another cloud.
 * @throws what `refuse` makes of the rule that was broken.
 * @source https://learn.microsoft.com/en-us/azure/key-vault/general/about-keys-secrets-certificates (object identifiers; names of 1 to 127
 *   letters, digits and hyphens), read 2026-11
 */
export function parseVaultKey(
  value: string,
  domain: string,
  allowLoopback: boolean,
  refuse: (rule: string) => Error,
): VaultKeyAddress {
  const host = { allowLoopback, extraCaCertificates: [] };
  const url = parseServerAddress(value, [`*.${domain}`], host, refuse);
  if (url.protocol !== 'https:') throw refuse('must begin with https');
  const [, name] = /^\/keys\/([A-Za-z0-9-]{1,127})\/?$/.exec(url.pathname) ?? [];
  if (name === undefined) throw refuse('must end with /keys/ and the name of the key, without a version');
  return { id: `${url.origin}/keys/${name}`, host: url.host, name };
}

/** The version that an identifier names, or `undefined` when it is not one of this key. */
export function versionIn(id: string, address: VaultKeyAddress): string | undefined {
  const url = URL.parse(id);
  const prefix = `${address.id}/`;
  const whole = url === null ? '' : url.origin + url.pathname;
  if (!whole.toLowerCase().startsWith(prefix.toLowerCase())) return undefined;
  const version = whole.slice(prefix.length);
  return /^[0-9a-fA-F]{32}$/.test(version) ? version : undefined;
}
