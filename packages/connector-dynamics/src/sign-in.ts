import {
  ClientCertificateCredential,
  ClientSecretCredential,
  type ClientSecretCredentialOptions,
} from '@azure/identity';
import {
  type AuthorityTrouble,
  createEntraTransport,
  type HttpExchange,
  NoAnswer,
  retryAfterMs,
} from '@bilag/connector-http';
import { SyncError } from '@bilag/core';
import type { DynamicsCredentials } from './credentials.ts';
import { bodyOf, isRow } from './exact-json.ts';

/** Access tokens for one Dynamics product. */
export interface SignIn {
  /**
   * A token that is good for some minutes yet; asked for once, however many wait for it.
   * @throws {SyncError} `ERP_AUTHENTICATION_FAILED`, `ERP_RATE_LIMITED`, `ERP_UNAVAILABLE` or `ERP_UNREACHABLE`; nothing was written.
   */
  token(signal: AbortSignal): Promise<string>;
  /** The product refused this token: the next one is fetched anew. */
  forget(token: string): void;
}

/** Where and for what an application signs in. */
export interface SignInPlace {
  readonly tenantId: string;
  readonly authorityHost: string;
  /** The resource with `/.default` behind it. @source dynamics.md §3.1, 2026-11 */
  readonly scope: string;
}

/** Signs in at Microsoft Entra as an application. Makes no request yet. */
export function createSignIn(
  place: SignInPlace,
  credentials: DynamicsCredentials,
  exchange: HttpExchange,
  closed: AbortSignal,
): SignIn {
  const transport = createEntraTransport(exchange, closed);
  const open = () => openCredential(place, credentials, transport.httpClient);
  let credential = open();
  let current: string | undefined;
  let pending: Promise<string> | undefined;
  // The library starts one request per caller on a cold cache, so they share ours.
  const ask = () => {
    pending ??= credential
      .getToken(place.scope)
      .then(({ token }) => {
        current = token;
        return token;
      })
      .catch((error: unknown) => {
        throw signInError(transport.lastTrouble(), error);
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };
  return {
    token: (signal) => (signal.aborted ? Promise.reject(late()) : orAborted(ask(), signal)),
    forget(token) {
      if (token !== current) return;
      current = undefined;
      credential = open();
    },
  };
}

function openCredential(
  { tenantId, authorityHost }: SignInPlace,
  credentials: DynamicsCredentials,
  httpClient: NonNullable<ClientSecretCredentialOptions['httpClient']>,
) {
  const options: ClientSecretCredentialOptions = {
    authorityHost,
    httpClient,
    // Of an authority other than Microsoft's public one the library would first ask the public one.
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
  };
  const { clientId } = credentials;
  if ('clientSecret' in credentials) {
    return new ClientSecretCredential(tenantId, clientId, credentials.clientSecret, options);
  }
  return new ClientCertificateCredential(tenantId, clientId, { certificate: credentials.certificate }, options);
}

async function orAborted(token: Promise<string>, signal: AbortSignal): Promise<string> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(late());
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([token, aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

const late = () =>
  new SyncError('ERP_UNAVAILABLE', 'The call was over before Microsoft Entra had answered the sign-in.');

/** A sign-in writes nothing, so every failure of it is a definite one. */
function signInError(trouble: AuthorityTrouble, cause: unknown): SyncError {
  if (trouble instanceof NoAnswer) {
    const code = trouble.kind === 'not-sent' ? 'ERP_UNREACHABLE' : 'ERP_UNAVAILABLE';
    return new SyncError(code, `Microsoft Entra did not answer the sign-in (${trouble.kind}).`, { cause });
  }
  const status = trouble?.status ?? 0;
  const wait = trouble && retryAfterMs(trouble);
  const options = { cause, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
  if (status === 429) return new SyncError('ERP_RATE_LIMITED', 'Microsoft Entra asks for fewer sign-ins.', options);
  const refused = trouble && refusalIn(trouble.text);
  if (status >= 400 && status < 500 && refused !== undefined) {
    return new SyncError('ERP_AUTHENTICATION_FAILED', `Microsoft Entra refused the sign-in: ${refused}.`, options);
  }
  if (trouble === undefined) return new SyncError('ERP_AUTHENTICATION_FAILED', unusableCredentials, options);
  return new SyncError('ERP_UNAVAILABLE', `Microsoft Entra did not carry out the sign-in (status ${status}).`, options);
}

const unusableCredentials = 'The sign-in could not be made with these credentials.';

/** The error's name and number; its description is for people, holds ids and changes. */
function refusalIn(text: string): string | undefined {
  const body = bodyOf(text);
  if (!isRow(body) || typeof body['error'] !== 'string') return undefined;
  const name = body['error'].slice(0, 60);
  const [number] = Array.isArray(body['error_codes']) ? body['error_codes'] : [];
  if (typeof number !== 'string') return name;
  return [`${name}, AADSTS${number}`, meanings[number]].filter((it) => it !== undefined).join(': ');
}

/** @source dynamics.md §3.2, 2026-11; 700027 as the sandbox has it. */
const meanings: Readonly<Record<string, string>> = {
  '7000215': 'the client secret is wrong (its value is needed, not its id)',
  '7000222': 'the client secret has expired',
  '700016': 'the application is not known in this tenant',
  '700027': 'the certificate is not registered for the application',
  '90002': 'the tenant is not known',
  '65001': 'an administrator has not consented to the application',
  '500011': 'the product is not known in this tenant',
};
