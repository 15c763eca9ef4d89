import type { Answer } from '../answer.ts';
import type { TokenClaims } from '../entra/access-tokens.ts';
import type { MockSeed } from '../seed.ts';

/** The user that an app stands for. */
export type FinanceUser = MockSeed['finance']['users'][number];

/** Who calls: the user of a registered app whose token is for this environment. @source dynamics.md §3.1 and §15.3, 2026-11 */
export function financeUserOf(
  claims: TokenClaims | undefined,
  base: string,
  { users, resource }: MockSeed['finance'],
): FinanceUser | undefined {
  const isMeantForUs = claims !== undefined && [resource, base.toLowerCase()].includes(claims.audience);
  return isMeantForUs ? users.find(({ clientId }) => clientId === claims.clientId) : undefined;
}

/** The answer to whoever is nobody here; that it has no body is assumed. */
export function unauthorized(): Answer {
  return { status: 401, headers: { 'www-authenticate': 'Bearer' } };
}
