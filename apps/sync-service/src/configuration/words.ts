/** What a process of the service does. */
export const serviceRoles = ['both', 'api', 'worker'] as const;

/** How much is logged. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
/** A level of the log. */
export type LogLevel = (typeof logLevels)[number];
