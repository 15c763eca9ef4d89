/** A person who may sign in; invented. */
export interface OpenidUser {
  readonly sub: string;
  readonly name: string;
  /** What the console's service lets the person do. */
  readonly role?: 'org_admin' | 'global_admin';
  readonly organization_id?: string;
}

/** An administrator of each demo organization, one of all, and somebody who may nothing. */
export const OPENID_USERS = {
  nbfAdmin: { sub: 'kari.nbf@example.org', name: 'Kari Nordmann', role: 'org_admin', organization_id: 'nbf' },
  hlfAdmin: { sub: 'ola.hlf@example.org', name: 'Ola Hansen', role: 'org_admin', organization_id: 'hlf' },
  globalAdmin: { sub: 'drift@example.org', name: 'Drift Driftesen', role: 'global_admin' },
  withoutRole: { sub: 'ingen.rolle@example.org', name: 'Ingen Rolle' },
} as const satisfies Record<string, OpenidUser>;

/** The user with this `sub`. */
export function findUser(sub: string | null): OpenidUser | undefined {
  return Object.values(OPENID_USERS).find((user) => user.sub === sub);
}
