import { type ExpenseRecord, expenseRecordToJson } from '../domain/expense-record.ts';
import { type DeliveryStatus, finishedStates, mustLookUp, type OutboxEntry } from '../domain/outbox-entry.ts';
import type { KnownRevision } from '../domain/revision.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import type { RevisionStore, Source, SourceChange } from '../ports/revision-store.ts';
import type { Row } from './in-memory-outbox-row.ts';

/** The inside of the outbox in memory. */
export interface OutboxRows {
  readonly rows: readonly Row[];
  readonly add: (
    record: ExpenseRecord,
    reference: VoucherReference,
    change?: Partial<Row> & Partial<OutboxEntry>,
  ) => Row;
  readonly write: (row: Row, next: DeliveryStatus) => void;
  readonly now: () => number;
}

/** The revisions of the sources of an outbox in memory. */
export function createInMemoryRevisionStore({ rows, add, write, now }: OutboxRows): RevisionStore {
  const withdrawn = new Set<string>();
  const isOpen = ({ entry }: Row) => !finishedStates.includes(entry.state);
  const known = (row: Row): KnownRevision => ({
    recordId: row.entry.recordId,
    revision: row.record.revision,
    content: expenseRecordToJson(row.record),
    isWithdrawn: withdrawn.has(row.entry.recordId),
    voucher: {
      sequence: row.entry.sequence,
      state: row.entry.state,
      mayBeBooked: mustLookUp(row.entry),
      isRecalled: row.entry.recalled !== null,
    },
    isReversed: rows.some((it) => it.entry.reverses === row.entry.reference),
  });
  const undo = ({ how, sequence, because, reversal }: SourceChange['undo'][number]) => {
    const row = rows.find((it) => it.entry.sequence === sequence);
    if (row === undefined) throw new Error(`No outbox entry ${sequence}.`);
    const { entry, record } = row;
    if (how === 'cancel') {
      write(row, { ...entry, state: 'cancelled', dueInMs: null, failure: because });
      return;
    }
    const { recordId } = entry;
    if (how === 'recall') {
      row.entry = { ...entry, recalled: because.code };
      const isStuck = entry.state === 'rejected' || entry.state === 'held';
      if (isStuck) row.entry = { ...row.entry, state: 'unknown', lookUps: 0 };
      if ((isStuck || entry.state === 'pending') && row.waitsFor === null) row.dueAtMs = now();
    }
    const waitsFor = how === 'recall' ? sequence : null;
    add(record, reversal, { reverses: entry.reference, recordId, waitsFor });
  };

  return {
    async change(source, decide) {
      const ours = rows.filter(({ record }) => isOf(source, record));
      const change = await decide(ours.filter(({ entry }) => entry.reverses === null).map(known));
      if (change === undefined) return { recordId: undefined };
      for (const step of change.undo) undo(step);
      if (change.withdraw !== undefined) withdrawn.add(change.withdraw.recordId);
      if (change.add === undefined) return { recordId: undefined };
      const { record, reference, unchanged } = change.add;
      const before = rows.findLast((it) => isOf(source, it.record) && isOpen(it));
      const added = add(record, reference, {
        waitsFor: unchanged === undefined ? (before?.entry.sequence ?? null) : null,
      });
      if (unchanged !== undefined)
        write(added, { ...added.entry, state: 'cancelled', dueInMs: null, failure: unchanged });
      return { recordId: added.entry.recordId };
    },
  };
}

const isOf = ({ organizationId, kind, sourceId }: Source, record: ExpenseRecord) =>
  record.organizationId === organizationId && record.kind === kind && record.sourceId === sourceId;
