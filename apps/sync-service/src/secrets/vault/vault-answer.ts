import { type HttpAnswer, retryAfterMs } from '@bilag/connector-http';
import type { VaultKeyAddress } from './vault-address.ts';
import { VaultTrouble } from './vault-trouble.ts';

/** An object of JSON whose fields are not known yet. */
export type Row = Readonly<Record<string, unknown>>;

export const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object that an answer is; `undefined` for a page, a text, or an answer cut short. */
export function rowIn(text: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRow(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What an answer other than success says, with what to do about it.
 * @param operation such as `unwrapKey`, as the right to it is called.
 * @source https://learn.microsoft.com/en-us/azure/key-vault/general/rest-error-codes and
 *   https://learn.microsoft.com/en-us/azure/key-vault/general/common-error-codes, read 2026-11
 */
export function troubleIn(answer: HttpAnswer, operation: string, { host, name }: VaultKeyAddress): VaultTrouble {
  const { status } = answer;
  const codes = codesIn(answer.text);
  const said = codes.length === 0 ? `${status}` : `${status} ${codes.join(', ')}`;
  const wait = retryAfterMs(answer);
  const later = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === 429) {
    return new VaultTrouble('busy', `cannot be used: the vault ${host} asks for fewer requests (${said}).`, later);
  }
  if (status === 401) {
    return new VaultTrouble(
      'sign-in',
      `cannot be used: the vault ${host} did not take the token (${said}). Check that AZURE_TENANT_ID is the tenant of the vault, and BILAG_KEY_VAULT_DOMAIN.`,
      later,
    );
  }
  if (codes.includes('KeyDisabled')) {
    return new VaultTrouble(
      'disabled',
      `cannot be used: the key ${name} in ${host} is disabled. Enable this version of it in the vault.`,
    );
  }
  if (codes.some((it) => it.startsWith('ForbiddenByFirewall') || it.startsWith('ForbiddenByConnection'))) {
    return new VaultTrouble(
      'unreachable',
      `cannot be used: the network rules of the vault ${host} keep this machine out (${said}). Allow its address, or use a private endpoint.`,
    );
  }
  if (status === 403) {
    return new VaultTrouble(
      'forbidden',
      `cannot be used: the identity may not «${operation}» with the key ${name} in ${host} (${said}). Give it the role Key Vault Crypto User on this key, or get, wrapKey, unwrapKey and sign in the access policy.`,
    );
  }
  if (status === 404 && codes.includes('KeyNotFound')) {
    return new VaultTrouble(
      'missing',
      `cannot be used: there is no key ${name} in ${host}. Check the name; if it was deleted, recover it in the vault (az keyvault key recover).`,
    );
  }
  if (status >= 500 || codes.length === 0) {
    return new VaultTrouble('unreachable', `cannot be used: the vault ${host} is out of service (${said}).`, later);
  }
  return new VaultTrouble(
    'unsuitable',
    `cannot be used: the vault ${host} refused «${operation}» with the key ${name} (${said}). It must be an RSA key of 2048 bits or more that may wrapKey, unwrapKey and sign.`,
  );
}

/** Only what looks like a code: texts of a server are not repeated. */
function codesIn(text: string): readonly string[] {
  const error = rowIn(text)?.['error'];
  const outer = isRow(error) ? error : {};
  // Documented as `innererror`; servers were seen that write it with a capital.
  const inner = [outer['innererror'], outer['innerError']].filter(isRow);
  return [outer, ...inner].map((it) => it['code']).filter(isCode);
}

const isCode = (value: unknown): value is string => typeof value === 'string' && /^[A-Za-z]{3,60}$/.test(value);
