import { SyncError } from '@bilag/core';
import { type JsonObject, objectAt } from '../json.ts';
import { connectionText, type ListQuestion, pageSize, readAll, readPage } from './lists.ts';
import { NotUnderstood, type Questions, TooMuch } from './questions.ts';

/** One thing to be read. */
export interface Want {
  /** Its name in the answer and in the query; the same thing always has the same name. */
  readonly name: string;
  /** Ways to ask for it, the best first. */
  readonly wordings: readonly [Wording, ...Wording[]];
  /** Left out where Xledger does not know it or the token may not see it. */
  readonly isOptional?: boolean;
  /** Told the records once they are read; what it throws ends the reading, so that nothing more is asked for. */
  readonly onRead?: (records: readonly JsonObject[]) => void;
}

/** A list to its last page (or its first page only), or another field of the query. */
export type Wording = ListWording | { readonly field: string };

interface ListWording extends ListQuestion {
  readonly isFirstPageOnly?: boolean;
  /** Asks for more than a token may be allowed to see; a later wording asks for less. */
  readonly isOfAllOwners?: boolean;
}

/** What was read by name; a field that is no list is one record. What was left out is missing. */
export type Readings = ReadonlyMap<string, readonly JsonObject[]>;

/** Reads several lists in as few requests as Xledger allows. */
export interface ListReader {
  /** @throws {SyncError} when one that is not optional could not be read to its end. */
  read(wants: readonly Want[], signal: AbortSignal): Promise<Readings>;
}

/** Most records that one query may ask for. @source reference of the Xledger API, section 9 (page size), read 2026-11 */
const maxRecordsPerQuery = 10_000;

/**
 * A reader that asks for all first pages in one request and for further pages list by list. What is refused together is asked for one by
 * one, and a wording that was refused is not used again. Requests count: a month includes 5,000 of them.
 */
export function createListReader(questions: Questions): ListReader {
  const wordingOf = createWordingMemory();
  const refusedTogether = new Set<string>();
  const readTogether = async (query: string, wants: readonly Want[], tools: Tools) => {
    if (refusedTogether.has(query)) return undefined;
    try {
      const data = await questions.ask(query, {}, tools.signal);
      const isWhole = wants.every((want) => wordingOf.now(want) === undefined || data[want.name] !== undefined);
      return isWhole ? await readOn(wants, data, tools) : undefined;
    } catch (error) {
      if (!isRefusal(error) && !(error instanceof TooMuch)) throw error;
      if (error instanceof TooMuch && error.isSure) refusedTogether.add(query);
      return undefined;
    }
  };
  return {
    async read(wants, signal) {
      const tools = { wordingOf, questions, signal };
      const query = togetherText(wants, wordingOf);
      const together = await readTogether(query, wants, tools);
      if (together !== undefined) return together;
      const readings = await readOneByOne(wants, tools);
      // All of it is understood by itself, and in these wordings not together.
      if (query === togetherText(wants, wordingOf)) refusedTogether.add(query);
      return readings;
    },
  };
}

interface Tools {
  readonly wordingOf: WordingMemory;
  readonly questions: Questions;
  readonly signal: AbortSignal;
}

/** What asks for the first pages of everything. */
function togetherText(wants: readonly Want[], wordingOf: WordingMemory): string {
  const wordings = wants.map((want) => [want.name, wordingOf.now(want)] as const);
  const lists = wordings.filter(([, wording]) => wording !== undefined && 'list' in wording).length;
  const size = Math.min(pageSize, Math.floor(maxRecordsPerQuery / Math.max(1, lists)));
  const texts = wordings.flatMap(([name, wording]) => {
    if (wording === undefined) return [];
    return ['field' in wording ? wording.field : `${name}: ${connectionText(wording, `first: ${size}`)}`];
  });
  return `query { ${texts.join(' ')} }`;
}

const isRefusal = (error: unknown) =>
  error instanceof NotUnderstood || (error instanceof SyncError && error.code === 'ERP_PERMISSION_DENIED');

async function readOn(wants: readonly Want[], data: JsonObject, tools: Tools): Promise<Readings> {
  const readings = new Map<string, readonly JsonObject[]>();
  for (const want of wants) {
    const wording = tools.wordingOf.now(want);
    if (wording === undefined) continue;
    if ('field' in wording) {
      want.onRead?.([data]);
      readings.set(want.name, [data]);
      continue;
    }
    const page = readPage(objectAt(data, want.name));
    const rest = wording.isFirstPageOnly === true ? page.nodes : readAll(wording, tools.questions, tools.signal, page);
    const records = await rest;
    want.onRead?.(records);
    readings.set(want.name, records);
  }
  return readings;
}

async function readOneByOne(wants: readonly Want[], tools: Tools): Promise<Readings> {
  const readings = new Map<string, readonly JsonObject[]>();
  for (const want of wants) {
    const records = await readAlone(want, tools);
    if (records === undefined) continue;
    want.onRead?.(records);
    readings.set(want.name, records);
  }
  return readings;
}

async function readAlone(want: Want, tools: Tools): Promise<readonly JsonObject[] | undefined> {
  for (;;) {
    const wording = tools.wordingOf.now(want);
    if (wording === undefined) return undefined;
    try {
      return await readWording(wording, tools);
    } catch (error) {
      // What the token may not see is not seen in other words either, unless they ask for less.
      const isDenied = !(error instanceof NotUnderstood);
      if (!isRefusal(error) || !tools.wordingOf.next(want, isDenied)) throw error;
    }
  }
}

async function readWording(wording: Wording, { questions, signal }: Tools): Promise<readonly JsonObject[]> {
  if ('field' in wording) return [await questions.ask(`query { ${wording.field} }`, {}, signal)];
  if (wording.isFirstPageOnly !== true) return await readAll(wording, questions, signal);
  const data = await questions.ask(`query { ${connectionText(wording, `first: ${pageSize}`)} }`, {}, signal);
  return readPage(objectAt(data, wording.list)).nodes;
}

function isOfAllOwners(wording: Wording | undefined): boolean {
  return wording !== undefined && 'list' in wording && wording.isOfAllOwners === true;
}

/** Which wording each thing is asked for in. */
interface WordingMemory {
  /** `undefined` for what is left out. */
  now(want: Want): Wording | undefined;
  /** Goes on to the next wording, or to the next that asks for less; false when there is none and the thing may not be left out. */
  next(want: Want, toLess: boolean): boolean;
}

function createWordingMemory(): WordingMemory {
  const places = new Map<string, number>();
  return {
    now: ({ name, wordings }) => wordings[places.get(name) ?? 0],
    next({ name, wordings, isOptional = false }, toLess) {
      const now = places.get(name) ?? 0;
      const less = isOfAllOwners(wordings[now]) ? wordings.findIndex((it) => !isOfAllOwners(it)) : -1;
      const place = toLess ? (less < 0 ? wordings.length : less) : now + 1;
      if (place < wordings.length || isOptional) {
        places.set(name, place);
        return true;
      }
      // A schema may change: the next reading begins with the best wording again.
      places.delete(name);
      return false;
    },
  };
}
