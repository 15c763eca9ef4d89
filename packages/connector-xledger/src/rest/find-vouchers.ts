import { presentable } from '@bilag/connector-http';
import type { FindContext, FindOutcome, VoucherQuery, VoucherReference } from '@bilag/core';
import type { JsonObject } from '../json.ts';
import { bookedOutcome } from './booked-entry.ts';
import { isAnswerTo, nameOfUncompared } from './entry-name.ts';
import { failed, failureOf, tooLate } from './gateway-error.ts';
import { inTurns } from './in-turns.ts';
import { carries, type JournalEntry, journalEntryOf } from './journal-entry.ts';
import { createLists, type Lists } from './lists.ts';
import type { PostTools } from './post-vouchers.ts';
import { placeOf, wordsOf } from './refused-voucher.ts';
import { hiddenIn } from './sent-entry.ts';

/** Codes of failures that the next question would meet as well. */
const forAll: ReadonlySet<string> = new Set([
  'ERP_AUTHENTICATION_FAILED',
  'ERP_PERMISSION_DENIED',
  'ERP_WRONG_LEDGER',
  'ERP_RATE_LIMITED',
  'ERP_UNREACHABLE',
]);

/** Most further pages that one look-up turns, for all of its vouchers. A list has many only where the gateway does not heed the reference. */
const mostPages = 200;

/**
 * Finds vouchers by their references, one question each. Only a list that was read to its end without an error makes one absent.
 * @source reference of the Xledger API, section 13 (`GET /v1/journal-entries?externalId=`), read 2026-11
 */
export async function findVouchers(
  queries: readonly VoucherQuery[],
  tools: PostTools,
  context: FindContext,
): Promise<ReadonlyMap<VoucherReference, FindOutcome>> {
  const outcomes = new Map<VoucherReference, FindOutcome>();
  const lists = createLists(tools.client, mostPages);
  let verdict: FindOutcome | undefined;
  const ask = async (query: VoucherQuery) => {
    try {
      if (context.signal.aborted) throw tooLate();
      return await findOne(query, lists, tools, context);
    } catch (error) {
      return outcomeOfError(error);
    }
  };
  const [first, ...others] = queries;
  if (first === undefined) return outcomes;
  // The first goes ahead: where nobody may ask, one refusal says so.
  for (const group of [[first], others]) {
    await inTurns(group, async (query) => {
      const outcome = verdict ?? (await ask(query));
      outcomes.set(query.reference, outcome);
      if (outcome.kind === 'unavailable' && forAll.has(outcome.failure.code)) verdict ??= outcome;
    });
  }
  return outcomes;
}

function outcomeOfError(error: unknown): FindOutcome {
  const { afterMs, ...failure } = failureOf(error);
  if (failure.code === 'ERP_LOOK_UP_INCONCLUSIVE') return { kind: 'cannot-tell', failure };
  return { kind: 'unavailable', failure, ...(afterMs === undefined ? {} : { afterMs }) };
}

async function findOne(
  query: VoucherQuery,
  lists: Lists,
  tools: PostTools,
  context: FindContext,
): Promise<FindOutcome> {
  const { reference } = query;
  let isNameless = false;
  // A gateway that does not heed the parameter lists all of its entries.
  const oursIn = (row: JsonObject) => {
    const entry = journalEntryOf(row);
    if (entry?.externalId === undefined) isNameless = true;
    return entry !== undefined && carries(entry, reference) ? [entry] : [];
  };
  const path = `/journal-entries?externalId=${encodeURIComponent(reference)}`;
  const ours = await lists.readAll(path, oursIn, context.signal);
  if (ours.length === 0) return isNameless ? cannotTell(nameless) : { kind: 'absent' };
  return await outcomeOf(query, ours, tools, context);
}

const nameless = 'The Xledger gateway lists an entry without saying whose it is.';

async function outcomeOf(
  query: VoucherQuery,
  entries: readonly JournalEntry[],
  tools: PostTools,
  context: FindContext,
): Promise<FindOutcome> {
  const booked = entries.filter(({ status }) => status === 'booked');
  const queued = entries.filter(({ status }) => status === 'queued');
  const rejected = entries.filter(({ status }) => status === 'rejected');
  const payload = query.sentPayload ?? tools.sent.of(query.reference)?.payload;
  const [inLedger] = booked;
  if (inLedger !== undefined) {
    // One that was rejected and lies in the queue may yet be booked, so it counts.
    return await bookedOutcome({ query, entry: inLedger, entries }, payload, tools, context);
  }
  if (tools.sent.of(query.reference)?.differs === true) return differs;
  const [waiting] = queued;
  if (waiting !== undefined) {
    const isOurs = isAnswerTo(query, waiting) || tools.sent.of(query.reference)?.entryId === waiting.id;
    const erpReference = isOurs ? waiting.id : nameOfUncompared(waiting);
    return { kind: 'accepted', erpReference, copies: queued.length + rejected.length, lines: [] };
  }
  const [refused] = rejected;
  if (refused !== undefined) return rejectedOutcome(refused, payload, tools);
  return cannotTell('The Xledger gateway has it in a state that Bilag does not know.');
}

const differs: FindOutcome = {
  kind: 'cannot-tell',
  failure: failed('ERP_VOUCHER_DIFFERS', 'The Xledger gateway has another voucher under this reference.'),
};

/** Why Xledger did not book it. No payee’s code and no line’s text may be in the words, and without the voucher we know neither. */
function rejectedOutcome(
  { id, problem: first, problems }: JournalEntry,
  payload: string | undefined,
  { settings }: PostTools,
): FindOutcome {
  const more = problems <= 1 ? '' : ` (and ${problems - 1} more)`;
  const place = first === undefined ? undefined : placeOf(first, settings);
  const hidden = payload === undefined ? [] : hiddenIn(payload);
  const said = first === undefined || place === undefined ? 'no reason is given.' : wordsOf(first, place, hidden);
  const words = payload === undefined ? said.replaceAll(/'[^']*'|"[^"]*"|«[^»]*»/g, '***') : said;
  const message = `It lies in Xledger (${presentable(id, hidden)}) and could not be booked: ${words}${more}`;
  const isPeriod = /period|date/i.test(first?.code ?? '') || isAboutPeriod(first?.message ?? '');
  const failure = failed(isPeriod ? 'ERP_PERIOD_CLOSED' : 'ERP_IMPORT_REFUSED', message);
  return { kind: 'rejected', failure: { ...failure, ...(place?.ours === undefined ? {} : { field: place.ours }) } };
}

/** The words are Xledger’s own and not known; a period is recognised in English and Norwegian. */
function isAboutPeriod(message: string): boolean {
  return /period/i.test(message) && /clos|lock|lukket|stengt|sperret|avsluttet|låst/i.test(message);
}

function cannotTell(message: string): FindOutcome {
  return { kind: 'cannot-tell', failure: failed('ERP_LOOK_UP_INCONCLUSIVE', message) };
}
