import type { StoredRecord } from './record-repo.ts';

/** Where people see more of a record: addresses outside of Bilag. */
export interface RecordLinks {
  /** Its booked voucher in the ERP's own pages; `null` where there is no such page, or another ledger is connected by now. */
  voucher(organizationId: string, record: SentRecord): Promise<string | null>;
  /** The trace of its attempts; `null` where none is kept, or nobody said where. */
  trace(record: Pick<StoredRecord, 'traceId'>): string | null;
}

type SentRecord = Pick<StoredRecord, 'reference' | 'sentTo'> & {
  readonly progress: Pick<StoredRecord['progress'], 'state'>;
};
