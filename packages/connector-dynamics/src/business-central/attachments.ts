import { SyncError } from '@bilag/core';
import { type Row, textField } from '../exact-json.ts';
import type { BusinessCentralClient } from './business-central-client.ts';
import { isUnanswerable } from './business-central-errors.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';

/** A file in Business Central; without content until that was sent too. */
export interface Attachment {
  readonly id: string;
  readonly fileName: string;
  readonly hasContent: boolean;
}

/** The files on journal lines of one company. @source dynamics.md §12, 2026-11 */
export interface Attachments {
  /** @throws {SyncError} retryable or permanent. */
  ofLine(line: AttachedTo, signal: AbortSignal): Promise<readonly Attachment[]>;
  /** Those that a general ledger entry shows; empty where entries show none. @throws {SyncError} retryable. */
  ofEntry(entryId: string, signal: AbortSignal): Promise<readonly Attachment[]>;
  /** Makes one without content; under another name where Business Central does not like ours. @throws {SyncError} */
  create(lineId: string, fileName: string, signal: AbortSignal): Promise<Attachment>;
  /** Sends the content, all of it or none. @throws {SyncError} ambiguous when it may be there now. */
  fill(attachment: Attachment, content: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Takes away what has no content; never throws for an outcome. */
  discard(attachment: Attachment, signal: AbortSignal): Promise<void>;
}

/** A journal line by its own id and its path under `…/api/v2.0/`. */
export interface AttachedTo {
  readonly id: string;
  readonly path: string;
}

/** The files of one company; makes no request yet. */
export function createAttachments(
  client: BusinessCentralClient,
  { companyId }: Pick<BusinessCentralSettings, 'companyId'>,
): Attachments {
  const company = `companies(${companyId})`;
  const all = `${company}/attachments`;
  const read = async (path: string, signal: AbortSignal) =>
    (await client.readAll(path, 'read the files', signal)).map(attachmentOf);
  return {
    async ofLine({ id, path }, signal) {
      try {
        return await read(`${path}/attachments`, signal);
      } catch (error) {
        if (!isUnanswerable(error)) throw error;
        // Not every version unfolds them at the line.
        return await read(`${all}?$filter=${encodeURIComponent(`parentId eq ${id}`)}`, signal);
      }
    },
    async ofEntry(entryId, signal) {
      try {
        return await read(`${company}/generalLedgerEntries(${entryId})/attachments`, signal);
      } catch (error) {
        if (isUnanswerable(error)) return [];
        throw error;
      }
    },
    async create(lineId, fileName, signal) {
      const body = JSON.stringify({ parentType: 'Journal', parentId: lineId, fileName });
      const row = await client.write({ method: 'POST', path: all, attempt: 'make the file', body }, signal);
      return attachmentOf(rowOf(row));
    },
    async fill({ id }, content, signal) {
      const path = `${all}(${id})/attachmentContent`;
      const headers = { 'If-Match': '*' };
      await client.write({ method: 'PATCH', path, attempt: 'send the file', body: content, headers }, signal);
    },
    async discard({ id }, signal) {
      const headers = { 'If-Match': '*' };
      try {
        const path = `${all}(${id})`;
        await client.write({ method: 'DELETE', path, attempt: 'remove the empty file', headers }, signal);
      } catch (error) {
        if (!(error instanceof SyncError)) throw error;
      }
    },
  };
}

function attachmentOf(row: Row): Attachment {
  return { id: textField(row, 'id'), fileName: textField(row, 'fileName'), hasContent: Number(row['byteSize']) > 0 };
}

function rowOf(answer: unknown): Row {
  if (typeof answer === 'object' && answer !== null) return { ...answer };
  throw new SyncError('ERP_REPLY_UNREADABLE', 'Business Central made a file without telling its id.');
}
