import type { EntraApp } from '../seed-business-central.ts';
import { ASSERTION_TYPE, type ClientCertificates } from './client-assertion.ts';
import type { TokenRefusal } from './token-errors.ts';

/** Business Central as a resource, as `aud` in its tokens. @source dynamics.md §3.1, 2026-11 */
export const BUSINESS_CENTRAL_AUDIENCE = 'https://api.businesscentral.dynamics.com';

/** Key vaults of the public cloud as a resource. @source https://learn.microsoft.com/en-us/azure/key-vault/general/authentication-requests-and-responses, read 2026-11 */
export const KEY_VAULT_AUDIENCE = 'https://vault.azure.net';

/** Whom the token is for, or why there is none. */
export type TokenDecision = { readonly app: EntraApp; readonly resource: string } | TokenRefusal;

/** What a request is judged by. */
export interface TokenRules {
  readonly apps: readonly EntraApp[];
  readonly certificates: ClientCertificates;
  /** What a client assertion may be addressed to. */
  readonly audiences: readonly string[];
  /** What this directory has tokens for. */
  readonly resources: readonly string[];
}

/** Judges a client-credentials request. @source dynamics.md §3.1 and §3.2, 2026-11 */
export async function decideToken(form: URLSearchParams, rules: TokenRules): Promise<TokenDecision> {
  const missing = ['grant_type', 'client_id', 'scope'].find((name) => (form.get(name) ?? '') === '');
  if (missing !== undefined) return { code: 900144, detail: `'${missing}'.` };
  if (form.get('grant_type') !== 'client_credentials') return { code: 70003 };
  const resource = resourceIn(form.get('scope') ?? '', rules.resources);
  if (typeof resource !== 'string') return resource;
  const app = rules.apps.find(({ clientId }) => clientId === form.get('client_id'));
  if (app === undefined) return { code: 700016 };
  return (await refuseCredential(form, app, rules)) ?? { app, resource };
}

function resourceIn(scope: string, resources: readonly string[]): string | TokenRefusal {
  if (!/^https:\/\/\S+\/\.default$/.test(scope)) return { code: 70011 };
  // The audience with a slash of its own in between is accepted too.
  const resource = scope.slice(0, -'/.default'.length).replace(/\/$/, '');
  return resources.includes(resource) ? resource : { code: 500011, detail: `'${resource}'.` };
}

async function refuseCredential(
  form: URLSearchParams,
  app: EntraApp,
  { certificates, audiences }: TokenRules,
): Promise<TokenRefusal | undefined> {
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  if (assertion !== null) {
    const isTyped = form.get('client_assertion_type') === ASSERTION_TYPE;
    const isAccepted = isTyped && (await certificates.accepts(assertion, app.clientId, audiences));
    return isAccepted ? undefined : { code: 700027 };
  }
  if (secret === null || secret === '') return { code: 7000218 };
  if (secret === app.expiredSecret) return { code: 7000222 };
  return secret === app.secret ? undefined : { code: 7000215 };
}
