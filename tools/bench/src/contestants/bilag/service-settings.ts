import type { Task } from '../../task.ts';

/** Who signs tokens for the service, and for whom. */
export const tokens = { issuer: 'https://sign-in.example.org', audience: 'bilag' } as const;

/**
 * The service's environment. What is not named here is as an operator gets it: 64 lanes, ten connections in each pool, logging at `info`. Only the jobs of
 * the night are off, as they would come by the clock.
 */
export function serviceEnvironment(task: Task, role: 'both' | 'api' | 'worker'): Readonly<Record<string, string>> {
  return {
    BILAG_ROLE: role,
    BILAG_HTTP_PORT: '0',
    BILAG_DATABASE_URL: task.databaseUrl,
    BILAG_JWT_SECRET: task.keys.jwtSecret,
    BILAG_JWT_ISSUER: tokens.issuer,
    BILAG_JWT_AUDIENCE: tokens.audience,
    BILAG_CREDENTIAL_KEY: task.keys.credentialKey,
    BILAG_ALLOW_LOOPBACK: 'true',
    // Counted as everywhere, and never reached.
    BILAG_RATE_LIMIT_PER_MINUTE: '999999999',
    BILAG_DRIFT_CRON: 'off',
    BILAG_RECONCILIATION_CRON: 'off',
    ...task.settings,
  };
}
