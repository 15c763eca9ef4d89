import { attachmentEntity, createAttachment, deleteAttachment, updateAttachment } from './attachments.ts';
import type { CompanyBooks } from './company-books.ts';
import { dimensionSet } from './dimension-entities.ts';
import { createDimensionSetLine, deleteDimensionSetLine, updateDimensionSetLine } from './dimension-set-lines.ts';
import type { Entity } from './entity.ts';
import { JOURNAL_LINE } from './entity-types.ts';
import { dialogError, noSuchRecord } from './errors.ts';
import { journalOf, journalOfLine, lineIn } from './find-journal.ts';
import { journalEntity, journalLineEntity } from './journal-entities.ts';
import { createJournalLine, deleteJournalLine, updateJournalLine } from './journal-lines.ts';
import type { Journal } from './journal-store.ts';
import { createJournal, deleteJournal, updateJournal } from './journals.ts';
import { nestedRecords } from './json-body.ts';
import type { Target } from './resolve.ts';

/** Writes the records of one set under one parent. */
export interface Writer {
  create(body: Record<string, unknown>): Entity;
  update(id: string, body: Record<string, unknown>): Entity;
  remove(id: string): void;
}

/** Who writes what the path leads to; `undefined` when it can only be read. */
export function writerFor(books: CompanyBooks, { set, entity, parents }: Target): Writer | undefined {
  const parentId = parents.at(-1)?.id ?? '';
  switch (set.type.set) {
    case 'journals':
      return journalWriter(books);
    case 'journalLines':
      return lineWriter(books, () =>
        parents.length > 0 ? journalOf(books, parentId) : journalOfLine(books, entity?.id ?? ''),
      );
    case 'dimensionSetLines':
      return dimensionWriter(books, parentId, parents.at(-2)?.id);
    case 'attachments':
      return attachmentWriter(books, parents.at(-1)?.id);
    default:
      return undefined;
  }
}

function attachmentWriter(books: CompanyBooks, parentId: string | undefined): Writer {
  return {
    create: (body) => attachmentEntity(createAttachment(books, body, parentId)),
    update: (id, body) => attachmentEntity(updateAttachment(books, id, body)),
    remove: (id) => deleteAttachment(books, id),
  };
}

function journalWriter(books: CompanyBooks): Writer {
  return {
    create(body) {
      const { id } = createJournal(books, body);
      // Lines may come nested in their journal; each sees the lines before it.
      for (const line of nestedRecords(body, JOURNAL_LINE)) createJournalLine(books, journalOf(books, id), line);
      return journalEntity(books, journalOf(books, id));
    },
    update: (id, body) => journalEntity(books, updateJournal(books, journalOf(books, id), body)),
    remove: (id) => deleteJournal(books, journalOf(books, id)),
  };
}

function lineWriter(books: CompanyBooks, journal: () => Journal): Writer {
  return {
    create(body) {
      const parent = journal();
      return journalLineEntity(books, parent, createJournalLine(books, parent, body));
    },
    update(id, body) {
      const parent = journal();
      return journalLineEntity(books, parent, updateJournalLine(books, parent, lineIn(parent, id), body));
    },
    remove(id) {
      const parent = journal();
      deleteJournalLine(books, parent, lineIn(parent, id));
    },
  };
}

function dimensionWriter(books: CompanyBooks, lineId: string, journalId: string | undefined): Writer {
  const parent = () => {
    const named = books.store.get(books.company.id, journalId ?? '');
    const journals = named === undefined ? books.store.list(books.company.id) : [named];
    const journal = journals.find(({ lines }) => lines.some(({ id }) => id === lineId));
    if (journal === undefined) {
      throw dialogError(
        `Parent with ID ${lineId} does not exist or dimension set lines are read only for parent type General Ledger Entry.`,
      );
    }
    return { journal, line: lineIn(journal, lineId) };
  };
  const shown = (id: string): Entity => {
    const { line } = parent();
    const set = dimensionSet(books, { id: line.id, type: 'Journal Line', version: line.version }, line.dimensions);
    const entity = set.find(id);
    if (entity === undefined) throw noSuchRecord('dimensionSetLines', id);
    return entity;
  };
  return {
    create(body) {
      const { journal, line } = parent();
      const code = createDimensionSetLine(books, journal.id, line.id, body);
      return shown(dimensionBy(books, (dimension) => dimension.code === code).id);
    },
    update(id, body) {
      const dimension = dimensionBy(books, (candidate) => candidate.id === id);
      updateDimensionSetLine(books, parent(), dimension, body);
      return shown(id);
    },
    remove(id) {
      deleteDimensionSetLine(
        books,
        parent(),
        dimensionBy(books, (candidate) => candidate.id === id),
      );
    },
  };
}

type Dimension = CompanyBooks['seed']['dimensions'][number];

function dimensionBy({ seed }: CompanyBooks, isWanted: (dimension: Dimension) => boolean): Dimension {
  const found = seed.dimensions.find(isWanted);
  if (found === undefined) throw dialogError('The "id" does not match to a Dimension.');
  return found;
}
