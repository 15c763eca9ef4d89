/** Requests to an ERP, and bytes of their bodies. */
export interface ErpUsage {
  readonly requests: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** Where it is counted how much each organization's ERP was asked. Months are those of the database's clock in Norway. */
export interface ErpUsageStore {
  /** Adds to the current month, all of them or none; by organization. Organizations that do not exist are passed over. */
  add(counts: ReadonlyMap<string, ErpUsage>): Promise<void>;
  /** What the current month has come to, and the instant, by the database's clock, at which that was. */
  currentMonth(organizationId: string): Promise<ErpUsage & { readonly at: Date }>;
}
