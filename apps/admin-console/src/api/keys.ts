/** What moves by itself while somebody looks at it; {@link useLiveUpdates} keeps it fresh. */
export const liveKey = (organizationId: string) => ['live', organizationId] as const;

/** Likewise, of all organizations together. */
export const liveOverviewKey = ['live'] as const;

/** What an administrator changes now and then; read again after a change. */
export const organizationKey = (organizationId: string) => ['organization', organizationId] as const;
