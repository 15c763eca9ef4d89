import type { ApprovalStore, EnginePorts, RevisionStore } from '@bilag/core';
import type { DestinationStream } from 'pino';

/**
 * Where the program that starts the service may stand between it and the world, as a proof does that makes a port fail. What is left out is as it is; the
 * configuration knows nothing of it.
 */
export interface Seams {
  /** Where the log goes in place of standard output. */
  readonly log?: DestinationStream;
  /** Around what the sending engine works with. */
  readonly engine?: (ports: EnginePorts) => EnginePorts;
  /** Around the store that approvals are accepted into. */
  readonly approvals?: (store: ApprovalStore) => ApprovalStore;
  /** Around the store in which approvals are changed and withdrawn. */
  readonly revisions?: (store: RevisionStore) => RevisionStore;
}
