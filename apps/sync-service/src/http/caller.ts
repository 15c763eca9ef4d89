/** What a token may be for. */
export const roles = ['service', 'org_admin', 'global_admin'] as const;

/** A token's role. */
export type Role = (typeof roles)[number];

/** Who is asking, as a verified token says. */
export interface Caller {
  /** The token's subject; goes into the sync log as the actor. */
  readonly subject: string;
  readonly role: Role;
  /** The organizations it may act for. */
  readonly organizations: 'all' | ReadonlySet<string>;
  /** When the token ends, in milliseconds since 1970: what outlives a request ends with it. */
  readonly untilMs: number;
}

/** Whether the caller may act for the organization. */
export function mayActFor({ organizations }: Caller, organizationId: string): boolean {
  return organizations === 'all' || organizations.has(organizationId);
}

/** What a caller is counted by. Two organizations may call their programs or people the same, and one must not use up what is the other's. */
export function callerKey({ subject, organizations }: Caller): string {
  return JSON.stringify([subject, organizations === 'all' ? organizations : [...organizations].toSorted()]);
}
