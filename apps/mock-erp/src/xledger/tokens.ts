import type { XledgerToken } from '../seed-xledger.ts';
import type { XledgerError } from './errors.ts';

/** Whose token a request carries, or why it is refused. */
export type Authentication = { readonly token: XledgerToken } | { readonly refused: XledgerError };

/** Reads `Authorization: token …`. Only the wording of the bad format is known. @source xledger.md §2 and §10, 2026-11 */
export function authenticate(header: string | undefined, tokens: readonly XledgerToken[]): Authentication {
  const text = /^token ([A-Za-z0-9_-]+)$/.exec(header ?? '')?.[1];
  if (text === undefined || Buffer.from(text, 'base64url').toString('base64url') !== text) {
    return { refused: { message: "Bad format for API Token. Expected header 'Authorization: token <API token>'." } };
  }
  const token = tokens.find((candidate) => candidate.token === text);
  if (token === undefined) return { refused: { message: 'Invalid API Token.' } };
  if (token.revoked) return { refused: { message: 'Invalid API Token: the token is no longer active.' } };
  return { token };
}
