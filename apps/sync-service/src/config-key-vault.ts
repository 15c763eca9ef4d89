import type { OutgoingHost } from './config-outgoing.ts';
import type { VariableName } from './configuration/variables.ts';
import type { EnvironmentReader } from './environment.ts';
import { parseVaultKey, type VaultKeyAddress } from './secrets/vault/vault-address.ts';
import type { AzureIdentity, VaultSettings } from './secrets/vault/vault-settings.ts';

/** Whoever reads these knows every token that is asked for. @source https://learn.microsoft.com/en-us/entra/identity-platform/authentication-national-cloud, read 2026-11 */
const authorities = ['login.microsoftonline.com', 'login.microsoftonline.us', 'login.partner.microsoftonline.cn'];

/** Reads what there is about key vaults; `undefined` when no key of one is named. */
export function keyVaultSettings(read: EnvironmentReader, host: OutgoingHost): VaultSettings | undefined {
  const sealing = read.text('BILAG_KEY_VAULT_KEY');
  const formerKeys = read.list('BILAG_KEY_VAULT_FORMER_KEYS');
  if (sealing === undefined && formerKeys.length === 0) return undefined;
  const domain = read.text('BILAG_KEY_VAULT_DOMAIN');
  const addressOf = (name: VariableName) => (text: string) => vaultKey(read, name, text, { domain, host });
  const current = sealing === undefined ? undefined : addressOf('BILAG_KEY_VAULT_KEY')(sealing);
  return {
    ...(current === undefined ? {} : { sealing: current }),
    former: formerKeys.map(addressOf('BILAG_KEY_VAULT_FORMER_KEYS')),
    domain,
    authorityHost: authorityHost(read, host),
    identity: azureIdentity(read),
    rememberMs: 1_000 * read.integer('BILAG_KEY_VAULT_CACHE_SECONDS'),
    ...host,
  };
}

/** Stands in with nothing usable after a problem. */
function vaultKey(
  read: EnvironmentReader,
  name: VariableName,
  text: string,
  { domain, host }: { readonly domain: string; readonly host: OutgoingHost },
): VaultKeyAddress {
  try {
    return parseVaultKey(text, domain, host.allowLoopback, (rule) => new TypeError(rule));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    read.problem(name, `${error.message} (https://<vault>.${domain}/keys/<name>)`);
    return { id: '', host: '', name: '' };
  }
}

function authorityHost(read: EnvironmentReader, { allowLoopback }: OutgoingHost): string {
  const given = read.text('AZURE_AUTHORITY_HOST');
  const url = URL.parse(given);
  const isLocal = allowLoopback && ['127.0.0.1', '[::1]', 'localhost'].includes(url?.hostname ?? '');
  if (url?.protocol !== 'https:' || !(isLocal || authorities.includes(url.host))) {
    read.problem('AZURE_AUTHORITY_HOST', `must be https://${authorities.join(' or https://')}`);
  }
  return given;
}

/** By the names that Microsoft's own libraries know; what Kubernetes or Azure sets by itself is found. */
function azureIdentity(read: EnvironmentReader): AzureIdentity {
  const clientId = read.text('AZURE_CLIENT_ID');
  const clientSecret = read.text('AZURE_CLIENT_SECRET');
  const certificatePath = read.text('AZURE_CLIENT_CERTIFICATE_PATH');
  const tokenFile = read.text('AZURE_FEDERATED_TOKEN_FILE');
  if (clientSecret === undefined && certificatePath === undefined && tokenFile === undefined) {
    return { kind: 'managed', ...(clientId === undefined ? {} : { clientId }) };
  }
  const application = { tenantId: read.required('AZURE_TENANT_ID'), clientId: read.required('AZURE_CLIENT_ID') };
  if (clientSecret !== undefined) return { kind: 'client-secret', ...application, clientSecret };
  if (certificatePath !== undefined) return { kind: 'certificate', ...application, certificatePath };
  return { kind: 'workload', ...application, tokenFile: tokenFile ?? '' };
}
