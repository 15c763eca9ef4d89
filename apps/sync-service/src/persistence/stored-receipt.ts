import type { StoredReceipt } from '@bilag/core';
import { errorCodeOf, mediaTypeOf, receiptStateOf } from './stored-words.ts';

/** A receipt as {@link receiptsOfRecord} gives it. */
export interface StoredReceiptRow {
  readonly position: number;
  readonly file_name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly state: string;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly failure_field: string | null;
  readonly attached_ms: number | null;
}

/** A column with the receipts of the record `r`, in order; never with their addresses. */
export const receiptsOfRecord = `(
  select coalesce(json_agg(json_build_object('position', c.position, 'file_name', c.file_name, 'media_type', c.media_type,
    'size_bytes', c.size_bytes, 'sha256', c.sha256, 'state', c.state, 'failure_code', c.failure_code, 'failure_message', c.failure_message,
    'failure_field', c.failure_field, 'attached_ms', (extract(epoch from c.attached_at) * 1000)::bigint) order by c.position), '[]')
  from bilag.receipts c where c.organization_id = r.organization_id and c.record_id = r.record_id
) as receipts`;

/** A row as a domain value. */
export function storedReceiptOf(row: StoredReceiptRow): StoredReceipt {
  const { failure_code: code, failure_message: message, failure_field: field } = row;
  return {
    position: row.position,
    attachment: {
      fileName: row.file_name,
      mediaType: mediaTypeOf(row.media_type),
      sizeBytes: row.size_bytes,
      sha256: row.sha256,
    },
    state: receiptStateOf(row.state),
    failure: code === null ? null : { code: errorCodeOf(code), message: message ?? '', field },
    attachedAt: row.attached_ms === null ? null : new Date(row.attached_ms),
  };
}
