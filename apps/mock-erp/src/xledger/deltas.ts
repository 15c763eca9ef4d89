import type { LedgerVoucher } from '../ledger.ts';
import { type ListArguments, paginate } from './connection.ts';
import type { XledgerNode } from './filter.ts';
import { journalEntriesOf, toOpenItem } from './journal.ts';
import type { ProjectChange } from './project-changes.ts';

/** How long changes can be asked for. @source xledger.md §11, 2026-11 */
const KEPT_MS = 3 * 24 * 60 * 60_000;

/** What has changed in an entity, by kind of record. */
export interface ChangedRecords {
  vouchers(): readonly LedgerVoucher[];
  readonly projects: readonly ProjectChange[];
}

/** A change as it is paged: its `dbId` is its place among the changes, not the record's. */
interface Delta extends XledgerNode {
  readonly recordDbId: number;
  readonly mutationType: 'ADDED' | 'UPDATED' | 'DELETED';
}

/**
 * The `…_deltas` connections over what changed in the three days before `now`, oldest first. Bookings add lines and saving
 * updates projects; nothing here deletes.
 * @source xledger.md §11, 2026-11
 */
export function deltaFields(changed: ChangedRecords, now: Date, pageLimit: number) {
  const isKept = (at: Date) => now.getTime() - at.getTime() <= KEPT_MS;
  const entries = () =>
    changed
      .vouchers()
      .filter((voucher) => isKept(new Date(voucher.bookedAt)))
      .flatMap((voucher) => journalEntriesOf(voucher));
  const page = (deltas: readonly Delta[], args: ListArguments) => deltaPage(deltas, args, pageLimit);
  return {
    transaction_deltas: (args: ListArguments) => page(entries().map(toAdded), args),
    apTransaction_deltas: (args: ListArguments) =>
      page(
        entries()
          .filter((entry) => toOpenItem(entry) !== undefined)
          .map(toAdded),
        args,
      ),
    project_deltas: (args: ListArguments) =>
      page(changed.projects.filter(({ changedAt }) => isKept(changedAt)).map(toUpdated), args),
  };
}

/** A booked line changes once, so its own id says where its change stands. */
function toAdded({ dbId }: XledgerNode): Delta {
  return { dbId, recordDbId: dbId, mutationType: 'ADDED' };
}

function toUpdated({ sequence, projectDbId }: ProjectChange): Delta {
  return { dbId: sequence, recordDbId: projectDbId, mutationType: 'UPDATED' };
}

function deltaPage(deltas: readonly Delta[], args: ListArguments, pageLimit: number): object {
  const { edges, pageInfo } = paginate(deltas, args, pageLimit);
  const shown = edges?.map(({ cursor, node }) => ({
    cursor,
    node: { dbId: node['recordDbId'], mutationType: node['mutationType'] },
  }));
  return { edges: shown ?? null, pageInfo };
}
