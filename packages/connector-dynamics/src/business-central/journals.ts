import { SyncError, sha256Base32 } from '@bilag/core';
import { type Row, textField } from '../exact-json.ts';
import type { BusinessCentralClient } from './business-central-client.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';
import { readByKeys, rowsWithDimensions, textLiteral } from './keyed-read.ts';
import { readStagedLine, type StagedLine } from './staged-line.ts';

/** A journal of ours in Business Central. */
export interface Journal {
  readonly id: string;
  readonly code: string;
  /**
   * - `writing`: ours to fill and to remove; nothing of it can have been posted by us.
   * - `posting`: as before, but its posting may have begun.
   * - `handed-over`: for Business Central or a person to post.
   */
  readonly stage: 'writing' | 'posting' | 'handed-over';
}

/** The journals that the connector makes, one per batch. */
export interface Journals {
  /** @throws {SyncError} retryable or permanent. */
  find(codes: readonly string[], signal: AbortSignal): Promise<readonly Journal[]>;
  /** @throws {SyncError} ambiguous when it may exist now; empty in any case. */
  create(code: string, signal: AbortSignal): Promise<Journal>;
  /** Its lines with their dimensions, the empty ones included. @throws {SyncError} retryable, permanent or unreadable. */
  readLines(journal: Journal, signal: AbortSignal): Promise<readonly StagedLine[]>;
  /** Says that what follows is the posting, so that an empty journal found later tells of it. @throws {SyncError} */
  announcePosting(journal: Journal, signal: AbortSignal): Promise<void>;
  /** Leaves the journal for others to post. @throws {SyncError} ambiguous when that may have happened. */
  handOver(journal: Journal, signal: AbortSignal): Promise<void>;
  /** Posts all lines of the journal, for good. @throws {SyncError} ambiguous when that may have happened. */
  post(journal: Journal, signal: AbortSignal): Promise<void>;
  /** Deletes the journal with its lines. Whether it is surely gone; never throws for an outcome. */
  remove(journal: Journal, signal: AbortSignal): Promise<boolean>;
  /** Path of what belongs to the journal, under `…/api/v2.0/`. */
  pathOf(journal: Journal): string;
}

/** Tells people to keep off, and us that the journal is ours to remove. */
const beingWritten = 'Bilag is writing this journal: do not post it';
const beingPosted = 'Bilag is posting this journal: leave it alone';
const readyToPost = 'Bilag: ready to be posted';

/**
 * The journal's code: `B` and 45 bits of the batch key's hash, the same for the same batch.
 * @source dynamics.md §6.1, 2026-11: ten characters, unique per template.
 */
export async function journalCode(batchKey: string): Promise<string> {
  return `B${await sha256Base32(batchKey, 9)}`;
}

/** @source dynamics.md §6.1, 2026-11 */
const maxCodeChars = 10;

/**
 * What posting renames a journal to where its template counts names up: the last number in the code is one higher. `undefined` where there is none, or
 * where the longer code would not fit.
 * @source dynamics.md §8.2, 2026-11 («Increment Batch Name»)
 */
export function renamedCode(code: string): string | undefined {
  const [, before = '', digits, after = ''] = /^(.*?)(\d+)(\D*)$/.exec(code) ?? [];
  if (digits === undefined) return undefined;
  const renamed = before + String(Number(digits) + 1).padStart(digits.length, '0') + after;
  return renamed.length > maxCodeChars ? undefined : renamed;
}

/**
 * The journals of one company in the template that the settings name. The default one is the first by name: once another came before it, a look-up would no
 * longer see what waits there, and what is in doubt would be sent again.
 * @source dynamics.md §6.1 and codeunit 5482 of microsoft/BCApps, 2026-11: a list shows the default template alone, unless it is filtered by template.
 */
export function createJournals(client: BusinessCentralClient, settings: BusinessCentralSettings): Journals {
  const { journalTemplate: template } = settings;
  const all = `companies(${settings.companyId})/journals`;
  const pathOf = ({ id }: Journal) => `${all}(${id})`;
  const journalOf = (row: Row): Journal => ({
    id: textField(row, 'id'),
    code: textField(row, 'code'),
    stage: stageOf(textField(row, 'displayName')),
  });
  const rename = async (journal: Journal, displayName: string, attempt: string, signal: AbortSignal) => {
    const headers = { 'If-Match': '*' };
    const body = JSON.stringify({ displayName });
    await client.write({ method: 'PATCH', path: pathOf(journal), attempt, body, headers }, signal);
  };
  const find = async (codes: readonly string[], signal: AbortSignal) => {
    const query = '$select=id,code,displayName';
    const rows = await readByKeys(
      client,
      {
        path: all,
        field: 'code',
        keys: codes,
        and: `templateDisplayName eq ${textLiteral(template)}`,
        query,
        attempt: 'look for journals',
      },
      signal,
    );
    return rows.map(journalOf);
  };
  return {
    find,
    async create(code, signal) {
      const body = JSON.stringify({ code, displayName: beingWritten, templateDisplayName: template });
      const row = await client.write({ method: 'POST', path: all, attempt: 'create the journal', body }, signal);
      return { id: idOf(row), code, stage: 'writing' };
    },
    async readLines(journal, signal) {
      const path = `${pathOf(journal)}/journalLines?$expand=dimensionSetLines`;
      const rows = await client.readAll(path, 'read the staged lines', signal, rowsWithDimensions);
      return rows.map((row) => readStagedLine(row, settings.currency));
    },
    announcePosting: (journal, signal) => rename(journal, beingPosted, 'announce the posting', signal),
    handOver: (journal, signal) => rename(journal, readyToPost, 'mark the journal as ready', signal),
    async post(journal, signal) {
      const path = `${pathOf(journal)}/Microsoft.NAV.post`;
      await client.write({ method: 'POST', path, attempt: 'post the journal' }, signal);
    },
    async remove(journal, signal) {
      const headers = { 'If-Match': '*' };
      try {
        await client.write({ method: 'DELETE', path: pathOf(journal), attempt: 'remove the journal', headers }, signal);
        return true;
      } catch (error) {
        return await isGone(error, () => find([journal.code], signal));
      }
    },
    pathOf,
  };
}

function stageOf(displayName: string): Journal['stage'] {
  if (displayName === beingWritten) return 'writing';
  return displayName === beingPosted ? 'posting' : 'handed-over';
}

/** After a deletion that was not plainly answered, only a reading that shows no such journal proves it. */
async function isGone(error: unknown, find: () => Promise<readonly Journal[]>): Promise<boolean> {
  if (!(error instanceof SyncError)) throw error;
  try {
    return (await find()).length === 0;
  } catch (failure) {
    if (failure instanceof SyncError) return false;
    throw failure;
  }
}

function idOf(row: unknown): string {
  const id = typeof row === 'object' && row !== null && 'id' in row ? row.id : undefined;
  if (typeof id === 'string' && /^[0-9a-f-]{36}$/i.test(id)) return id;
  throw new SyncError('ERP_REPLY_UNREADABLE', 'Business Central created a journal without telling its id.');
}
