import type { AccountingGateway, ApprovalStore, RevisionStore } from '@bilag/core';
import type { FragilePorts } from './fragile-ports.ts';

/** One bug of the kind that doubles, loses or falsifies vouchers, put where the service meets the world. */
export interface Bug {
  /** Around each gateway. */
  readonly gateway?: (gateway: AccountingGateway, organizationId: string) => AccountingGateway;
  readonly ports?: (ports: FragilePorts) => Partial<FragilePorts>;
  readonly approvals?: (store: ApprovalStore) => ApprovalStore;
  readonly revisions?: (store: RevisionStore) => RevisionStore;
}

/** To be called when a bug has changed something. */
export type Show = () => void;

/** Bugs by name. */
export type Bugs = Readonly<Record<string, Bug>>;
