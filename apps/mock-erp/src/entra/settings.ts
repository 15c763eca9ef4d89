/** How Microsoft Entra behaves here; may be changed while it runs. */
export interface EntraSettings {
  /** Lifetime of access tokens, on the sandbox's clock. */
  tokenLifetimeSeconds: number;
  /** How `expires_in` is written; clients must cope with both. @source dynamics.md §3.3, 2026-11 */
  expiresInAs: 'number' | 'text';
}

/** @source dynamics.md §3.1, 2026-11 */
export const DEFAULT_ENTRA_SETTINGS: Readonly<EntraSettings> = { tokenLifetimeSeconds: 3599, expiresInAs: 'number' };
