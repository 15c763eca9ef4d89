import { SyncError } from '../errors/sync-error.ts';
import { sha256HexOf } from './fingerprint.ts';
import type { VoucherReference } from './voucher-reference.ts';

/** The kinds of file that can be attached, and the ending that each gets in the ERP. */
const endings = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/heic': 'heic',
  'image/tiff': 'tiff',
  'image/webp': 'webp',
} as const;

/** A kind of file that can be attached. */
export type AttachmentMediaType = keyof typeof endings;

/** Every kind of file that can be attached. */
export const attachmentMediaTypes = Object.keys(endings).filter(isAttachmentMediaType);

/** More attachments than this on one record are refused. */
export const maxAttachmentsPerRecord = 20;

/** The largest attachment, in bytes (10 MiB). */
export const maxAttachmentBytes = 10_485_760;

/** A file that was approved with a record. Where it can be fetched is no part of it: addresses are renewed, the file stays. */
export interface Attachment {
  /** What the approving app calls it; shown to people, never used as a path. */
  readonly fileName: string;
  readonly mediaType: AttachmentMediaType;
  readonly sizeBytes: number;
  /** SHA-256 of its bytes in lower-case hexadecimal: what proves that a file is the approved one. */
  readonly sha256: string;
}

/** An attachment as it travels. `url` is in approvals only; it is not stored with the record. */
export interface AttachmentJson extends Omit<Attachment, 'mediaType'> {
  readonly mediaType: string;
  readonly url?: string;
}

/**
 * Reads the attachments of a record whose shape an edge has validated.
 * @throws {SyncError} `VALIDATION_FAILED` for too many, an unknown kind, or the same file or address twice, naming the field.
 */
export function parseAttachments(given: readonly AttachmentJson[] = []): readonly Attachment[] {
  if (given.length > maxAttachmentsPerRecord) {
    throw invalid('attachments', `A record has at most ${maxAttachmentsPerRecord} attachments.`);
  }
  refuseTwice(given, 'sha256', 'The same file is attached twice.');
  refuseTwice(given, 'url', 'Two attachments have the same address.');
  return given.map(({ fileName, mediaType, sizeBytes, sha256 }, at) => {
    if (isAttachmentMediaType(mediaType)) return { fileName, mediaType, sizeBytes, sha256 };
    throw invalid(`attachments[${at}].mediaType`, `Files of this kind cannot be attached.`);
  });
}

/**
 * How a receipt is called in the ERP: reference and position (from 1 on) with the ending of its kind, at most 27 characters. Made of nothing that a
 * person wrote, so that every ERP takes it as it is and it is found again.
 */
export function erpFileName(reference: VoucherReference, position: number, mediaType: AttachmentMediaType): string {
  return `${reference}-${position}.${endings[mediaType]}`;
}

/** Whether these bytes are the approved file. */
export async function isApprovedFile(content: Uint8Array, { sizeBytes, sha256 }: Attachment): Promise<boolean> {
  return content.byteLength === sizeBytes && (await sha256HexOf(content)) === sha256;
}

/** Whether the text names a kind of file that can be attached. */
export function isAttachmentMediaType(text: string): text is AttachmentMediaType {
  return Object.hasOwn(endings, text);
}

function refuseTwice(given: readonly AttachmentJson[], property: 'sha256' | 'url', message: string): void {
  const seen = new Set<string>();
  for (const [at, { [property]: value }] of given.entries()) {
    if (value === undefined) continue;
    if (seen.has(value)) throw invalid(`attachments[${at}].${property}`, message);
    seen.add(value);
  }
}

const invalid = (field: string, message: string) => new SyncError('VALIDATION_FAILED', message, { field });
