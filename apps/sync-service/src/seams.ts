import type { ApprovalStore, EnginePorts, RevisionStore } from '@bilag/core';

/**
 * Where the program that starts the service may stand between it and the world, as a proof does that makes a port fail. What is left out is as it is; the
 * configuration knows nothing of it.
 */
export interface Seams {
  /** Around what the sending engine works with. */
  readonly engine?: (ports: EnginePorts) => EnginePorts;
  /** Around the store that approvals are accepted into. */
  readonly approvals?: (store: ApprovalStore) => ApprovalStore;
  /** Around the store in which approvals are changed and withdrawn. */
  readonly revisions?: (store: RevisionStore) => RevisionStore;
}
