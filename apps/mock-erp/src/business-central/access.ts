import type { Answer } from '../answer.ts';
import type { TokenClaims } from '../entra/access-tokens.ts';
import type { EntraSystem } from '../entra/entra.ts';
import { BUSINESS_CENTRAL_AUDIENCE } from '../entra/token-request.ts';
import type { MockSeed } from '../seed.ts';
import { BusinessCentralError, errorAnswer } from './errors.ts';
import type { BusinessCentralSettings } from './settings.ts';

/** Who is calling, or how the call is turned away. */
export type Access = { readonly claims: TokenClaims } | { readonly refused: Answer };

/** Judges the bearer token; `tenantId` is the tenant the address is about. @source dynamics.md §3.4, 2026-11 */
export async function checkAccess(
  authorization: string | undefined,
  tenantId: string,
  around: { entra: EntraSystem; seed: MockSeed['businessCentral']; settings: BusinessCentralSettings },
): Promise<Access> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  const claims = token === undefined ? undefined : await around.entra.tokens.read(token);
  if (claims === undefined) return { refused: gatewayRefusal(around.settings) };
  const app = around.seed.apps.find(({ clientId }) => clientId === claims.clientId);
  const isMeantForUs = claims.audience === BUSINESS_CENTRAL_AUDIENCE && claims.tenantId === tenantId;
  const hasConsent = claims.roles.includes('API.ReadWrite.All');
  if (isMeantForUs && hasConsent && app?.registeredInBusinessCentral === true) return { claims };
  const message = 'The server has rejected the client credentials.';
  return { refused: errorAnswer(new BusinessCentralError(401, 'Authentication_InvalidCredentials', message)) };
}

/** A token that is missing, expired, revoked or none at all never reaches Business Central. */
function gatewayRefusal({ unauthorizedBody }: BusinessCentralSettings): Answer {
  const headers = { 'www-authenticate': 'Bearer' };
  if (unauthorizedBody === 'empty') return { status: 401, headers };
  if (unauthorizedBody === 'message') return { status: 401, headers, body: { message: 'Unauthorized' } };
  return { status: 401, headers, contentType: 'text/html', body: '<html><body><h1>Unauthorized</h1></body></html>' };
}
