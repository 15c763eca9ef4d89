/** Why a database is held to be restored or copied. */
export const holdReasons = [
  'another-server',
  'another-timeline',
  'another-database',
  'another-instance',
  'behind-witness',
  'witness-unreadable',
  'held-by-hand',
] as const;

/** @see holdReasons */
export type HoldReason = (typeof holdReasons)[number];

/** What a database says it is; `null` where the server does not tell. */
export interface DatabaseIdentity {
  readonly systemIdentifier: string | null;
  readonly timeline: string | null;
  readonly databaseOid: string | null;
  readonly databaseName: string | null;
}

/** This installation of Bilag, as its database has it. */
export interface InstanceState {
  /** `null` until a worker has started. */
  readonly instanceId: string | null;
  /** Grows with every release. */
  readonly epoch: number;
  /** In `reconcile-only` nothing is sent; everything else goes on. */
  readonly mode: 'normal' | 'reconcile-only';
  readonly why: HoldReason | null;
  readonly since: Date | null;
  /** Nothing is sent before it, although released; `null` once it is over. */
  readonly sendsAfter: Date | null;
  /** What was approved before it is looked up before it is sent; `null` when nothing was ever held. */
  readonly lookUpBefore: Date | null;
  readonly heartbeatAt: Date | null;
  /** Which database it was when that was last sure, and which one it is now. */
  readonly recorded: DatabaseIdentity;
  readonly found: DatabaseIdentity;
  readonly releasedAt: Date | null;
  readonly releasedBy: string | null;
  readonly releaseReason: string | null;
}

/** This installation, for its administrators. */
export interface InstanceRepo {
  read(): Promise<InstanceState>;
  /**
   * Lets it send again, in one transaction with everything that keeps it from doubling: what is unfinished is looked up before it is sent, no number is given
   * twice, and nothing is sent until the rest after it is over.
   * @throws {SyncError} `INSTANCE_NOT_HELD`, or `INSTANCE_EPOCH_DIFFERS` when it is not the epoch that the administrator has seen.
   */
  release(epoch: number, reason: string, actor: string): Promise<InstanceState>;
}
