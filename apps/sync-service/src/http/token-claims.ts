import { SyncError } from '@bilag/core';
import type { JWTPayload } from 'jose';
import { Type } from 'typebox';
import type { Caller } from './caller.ts';
import { roles } from './caller.ts';
import { choice, identifier, organizationIdPattern } from './schemas/values.ts';
import { compileStrict } from './validator.ts';

const organization = Type.String({ pattern: organizationIdPattern });

/**
 * Our claims. `global_admin` acts for all organizations. `org_admin` for the one of `organization_id`. `service` for that of `organization_id`,
 * for those of `organization_ids` (one approving app for many), or both.
 */
interface Claims {
  readonly sub: string;
  readonly role: Caller['role'];
  readonly organization_id?: string;
  readonly organization_ids?: readonly string[];
}

const isClaims = compileStrict<Claims>(
  Type.Object({
    sub: identifier(200, 'Who it is.', 'admin@example.org'),
    role: choice(roles, 'What it may do.'),
    organization_id: Type.Optional(organization),
    organization_ids: Type.Optional(Type.Array(organization, { minItems: 1, maxItems: 1_000 })),
  }),
);

/** The caller of a token whose signature and times are in order. @throws {SyncError} `AUTHENTICATION_REQUIRED`. */
export function callerOf(payload: JWTPayload): Caller {
  const claims: unknown = payload;
  if (!isClaims(claims)) throw refused(isClaims.errors?.[0]?.instancePath.slice(1) || 'role');
  const { sub: subject, role, organization_id: one, organization_ids: many = [] } = claims;
  const untilMs = (payload.exp ?? 0) * 1_000;
  if (role === 'global_admin') return { subject, role, organizations: 'all', untilMs };
  if (role === 'org_admin' && many.length > 0) throw refused('organization_ids');
  const organizations = new Set([...(one === undefined ? [] : [one]), ...many]);
  if (organizations.size === 0) throw refused('organization_id');
  return { subject, role, organizations, untilMs };
}

const refused = (claim: string) =>
  new SyncError('AUTHENTICATION_REQUIRED', `The bearer token is not valid. Its claim «${claim}» is not in order.`);
