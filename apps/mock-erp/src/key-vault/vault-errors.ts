import type { Answer } from '../answer.ts';

/**
 * An error as Key Vault writes it.
 * @source https://learn.microsoft.com/en-us/rest/api/keyvault/keys/get-key/get-key (KeyVaultError), read 2026-11
 */
export function vaultError(status: number, code: string, message: string, inner?: string): Answer {
  return {
    status,
    body: { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } },
  };
}

/** @source https://learn.microsoft.com/en-us/azure/key-vault/general/rest-error-codes (texts AKV…), read 2026-11 */
export function unauthorized(authority: string, audience: string, why: 'missing' | 'invalid' | 'audience'): Answer {
  const texts = {
    missing: 'AKV10000: Request is missing a Bearer or PoP token.',
    invalid: 'AKV10001: Token validation failed.',
    audience: `AKV10022: Invalid audience. Expected ${audience}.`,
  };
  const challenge = `Bearer authorization="${authority}", resource="${audience}"`;
  return {
    ...vaultError(401, 'Unauthorized', texts[why]),
    headers: { 'www-authenticate': why === 'missing' ? challenge : `${challenge}, error="invalid_token"` },
  };
}

export const keyNotFound = (id: string): Answer =>
  vaultError(
    404,
    'KeyNotFound',
    `A key with (name/id) ${id} was not found in this key vault. If you recently deleted this key you may be able to recover it using the correct recovery command.`,
  );

/** @source Azure/azure-sdk-for-python issue 45342, read 2026-11: decrypt, sign and unwrap are refused, the others not */
export const keyDisabled = (operation: string): Answer =>
  vaultError(403, 'Forbidden', `Operation ${operation} is not allowed on a disabled key.`, 'KeyDisabled');

/** @source https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide (data actions), read 2026-11 */
export function notPermitted(operation: string): Answer {
  const action = operation === 'get' ? 'read' : `${operation.replace('Key', '')}/action`;
  const text = `Caller is not authorized to perform action on resource. Action: 'Microsoft.KeyVault/vaults/keys/${action}'`;
  return vaultError(403, 'Forbidden', text, 'ForbiddenByRbac');
}

export const operationForbidden = (operation: string): Answer =>
  vaultError(403, 'Forbidden', `Operation ${operation} is not permitted on this key.`, 'KeyOperationForbidden');

export const badParameter = (message: string): Answer => vaultError(400, 'BadParameter', message);
