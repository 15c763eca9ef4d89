import type { Answer } from '../answer.ts';
import type { FinanceCall } from './address.ts';
import { readJsonObject } from './body.ts';
import type { Books } from './books.ts';
import { FinanceError, InfologError } from './errors.ts';
import { postFinanceJournal } from './post.ts';

/** Group, service and operation of the one service that a customer may have made; the names are invented. */
export const POSTING_SERVICE = 'BilagServices/LedgerJournalService/postJournal';

/**
 * A JSON custom service takes the operation's parameters as one object. It is there only by setting `postingService`, because
 * the product itself has none that posts. @source dynamics.md §15.1 and §15.3, 2026-11
 */
export function runCustomService(books: Books, call: FinanceCall, path: string): Answer {
  if (!books.settings.postingService || path !== POSTING_SERVICE) {
    throw new FinanceError(404, `The service operation '${path}' was not found.`);
  }
  if (call.method !== 'POST') throw new FinanceError(405, `The method ${call.method} is not allowed here.`);
  const { dataAreaId, journalBatchNumber } = readJsonObject(call.body);
  if (typeof dataAreaId !== 'string' || typeof journalBatchNumber !== 'string') {
    throw new FinanceError(400, 'The parameters dataAreaId and journalBatchNumber must be given.');
  }
  try {
    const vouchers = postFinanceJournal(books, dataAreaId, journalBatchNumber);
    return { status: 200, body: { posted: true, vouchers, infolog: [] } };
  } catch (error) {
    if (error instanceof InfologError)
      return { status: 200, body: { posted: false, vouchers: [], infolog: [error.message] } };
    throw error;
  }
}
