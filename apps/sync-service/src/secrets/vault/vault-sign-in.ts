import {
  ClientCertificateCredential,
  ClientSecretCredential,
  type ClientSecretCredentialOptions,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import {
  createEntraTransport,
  type EntraTransport,
  type HttpExchange,
  NoAnswer,
  retryAfterMs,
} from '@bilag/connector-http';
import type { VaultSettings } from './vault-settings.ts';
import { VaultTrouble } from './vault-trouble.ts';

/** Access tokens for key vaults. */
export interface VaultSignIn {
  /** One that is good for some minutes yet; asked for once, however many wait. @throws {VaultTrouble} */
  token(): Promise<string>;
  /** The vault did not take this one: the next is fetched anew. */
  forget(token: string): void;
}

/** The platform answers at once or not at all; it is asked over the library's own way, as its addresses are not public ones. */
const platformTimeoutMs = 15_000;

/**
 * Signs in at Microsoft Entra for the vaults of the configured domain and nothing else: what a vault says of itself in a challenge is not heeded. Makes no request yet.
 * @source https://learn.microsoft.com/en-us/azure/key-vault/general/authentication-requests-and-responses (resource
 *   `https://vault.azure.net`; other clouds have their own), read 2026-11
 */
export function createVaultSignIn(settings: VaultSettings, exchange: HttpExchange): VaultSignIn {
  const transport = createEntraTransport(exchange);
  const scope = `https://${settings.domain}/.default`;
  let credential: TokenCredential | undefined;
  let current: string | undefined;
  let pending: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    try {
      credential ??= credentialOf(settings, transport.httpClient);
      const given = await withinTime(credential.getToken(scope));
      if (given === null) throw new Error('No token was given.');
      current = given.token;
      return given.token;
    } catch (error) {
      throw troubleOf(settings, transport, error);
    }
  };
  return {
    token() {
      // The library starts one request per caller on a cold cache, so they share ours.
      pending ??= ask().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    forget(token) {
      if (token !== current) return;
      current = undefined;
      credential = undefined;
    },
  };
}

/**
 * The links of the library's own chain for servers, in its order; only the one that is configured, so that a wrong secret is not hidden by a later link.
 * @source https://learn.microsoft.com/en-us/azure/developer/javascript/sdk/authentication/credential-chains (environment, workload
 *   identity, managed identity), read 2026-11
 */
function credentialOf(
  { identity, authorityHost }: VaultSettings,
  httpClient: NonNullable<ClientSecretCredentialOptions['httpClient']>,
): TokenCredential {
  const once = { retryOptions: { maxRetries: 0 }, redirectOptions: { maxRetries: 0 } };
  // Of an authority other than Microsoft's public one the library would first ask the public one.
  const options = { ...once, authorityHost, httpClient, disableInstanceDiscovery: true };
  if (identity.kind === 'managed') {
    return new ManagedIdentityCredential({ ...once, ...(identity.clientId && { clientId: identity.clientId }) });
  }
  const { tenantId, clientId } = identity;
  if (identity.kind === 'client-secret') {
    return new ClientSecretCredential(tenantId, clientId, identity.clientSecret, options);
  }
  if (identity.kind === 'certificate') {
    const { certificatePath } = identity;
    return new ClientCertificateCredential(tenantId, clientId, { certificatePath }, options);
  }
  return new WorkloadIdentityCredential({ ...options, tenantId, clientId, tokenFilePath: identity.tokenFile });
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('No answer in time.')), platformTimeoutMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The library's errors repeat what the authority said, which names ids and more; they are not passed on. */
function troubleOf(
  { identity, authorityHost }: VaultSettings,
  transport: EntraTransport,
  error: unknown,
): VaultTrouble {
  if (identity.kind === 'managed') {
    const name = error instanceof Error ? error.name : 'no token';
    return new VaultTrouble(
      'sign-in',
      `cannot be used: this machine gives no token of a managed identity (${name}). Give it an identity, name the right one in AZURE_CLIENT_ID, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.`,
    );
  }
  const said = transport.lastTrouble();
  const host = URL.parse(authorityHost)?.host ?? '';
  if (said instanceof NoAnswer) {
    return new VaultTrouble(
      'unreachable',
      `cannot be used: Microsoft Entra at ${host} did not answer the sign-in (${said.kind}). Check the network and AZURE_AUTHORITY_HOST.`,
      { cause: said },
    );
  }
  const wait = said && retryAfterMs(said);
  const later = wait === undefined ? {} : { retryAfterMs: wait };
  if (said !== undefined && (said.status === 429 || said.status >= 500)) {
    const kind = said.status === 429 ? 'busy' : 'unreachable';
    return new VaultTrouble(kind, `cannot be used: Microsoft Entra answered the sign-in with ${said.status}.`, later);
  }
  const number = said === undefined ? undefined : /AADSTS(\d{4,10})/.exec(said.text)?.[1];
  const why = number === undefined ? '' : ` (AADSTS${number})`;
  return new VaultTrouble(
    'sign-in',
    `cannot be used: Microsoft Entra refused the sign-in${why}. Check AZURE_TENANT_ID, AZURE_CLIENT_ID and the secret, certificate or token file.`,
    later,
  );
}
