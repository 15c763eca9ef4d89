import { SyncError } from '@bilag/core';
import { isObject, type JsonObject } from '../json.ts';
import type { XledgerClient } from './xledger-client.ts';
import { verdictOf, type XledgerError } from './xledger-errors.ts';

/** Xledger does not understand the question: it lacks a field, an argument or a filter. Another wording may do. */
export class NotUnderstood extends SyncError {
  /** Whether the wording is not worth another try. */
  readonly isLasting: boolean = true;
}

/** Xledger gave up on the question as one that may be too much at once. A smaller one may do. */
export class TooMuch extends SyncError {
  /** True when it ran out of time or takes no request this large; false for an error that nobody knows. */
  readonly isSure: boolean;

  constructor(message: string, isSure: boolean) {
    super('ERP_UNAVAILABLE', message);
    this.isSure = isSure;
  }
}

/** Xledger may have failed because of the question’s size. */
export class PerhapsNotUnderstood extends NotUnderstood {
  override readonly isLasting = false;
}

/** Asking one organization's Xledger; reads only. */
export interface Questions {
  /**
   * The `data` of a query's answer.
   * @throws {NotUnderstood} @throws {TooMuch} @throws {SyncError} for every other way not to get an answer without errors.
   */
  ask(query: string, variables: JsonObject, signal: AbortSignal): Promise<JsonObject>;
  /**
   * Asks in the first wording that Xledger understands, and uses no wording again that it did not. Wordings are told apart by their
   * content. The reference catalogues what others have used of the schema, so some fields and filters are worth a try but not to be
   * relied on.
   */
  inSomeWording<W, T>(topic: string, wordings: readonly W[], ask: (wording: W) => Promise<T>): Promise<T>;
}

/** Questions over a line. */
export function createQuestions(client: XledgerClient): Questions {
  const refused = new Map<string, Set<string>>();
  return {
    async ask(query, variables, signal) {
      const reply = await client.send(JSON.stringify({ query, variables }), signal);
      if (reply.kind === 'answer') {
        const [error] = reply.errors;
        if (error !== undefined) throw asSyncError(error);
        if (isObject(reply.data)) return reply.data;
        throw unreadable('has no data');
      }
      const { failure, afterMs } = reply;
      if (failure.code === 'ERP_BATCH_REFUSED' || failure.code === 'ERP_TIMEOUT')
        throw new TooMuch(failure.message, true);
      // Nothing is in doubt after a question: what was lost can be asked again.
      const code = reply.kind === 'lost' ? 'ERP_UNAVAILABLE' : failure.code;
      throw new SyncError(code, failure.message, afterMs === undefined ? {} : { retryAfterMs: afterMs });
    },
    async inSomeWording(topic, wordings, ask) {
      const known = refused.get(topic) ?? new Set<string>();
      refused.set(topic, known);
      for (const wording of wordings) {
        const name = JSON.stringify(wording);
        if (known.has(name)) continue;
        try {
          return await ask(wording);
        } catch (error) {
          if (!(error instanceof NotUnderstood)) throw error;
          if (error.isLasting) known.add(name);
        }
      }
      // A schema may change: the next time everything is worth a try again.
      refused.delete(topic);
      throw new SyncError('ERP_REFUSED', `Xledger understands no question for its ${topic}.`);
    },
  };
}

/**
 * The same questions, of which no more than so many may go on a list that was begun: a month includes 5,000 requests.
 * @throws {SyncError} `ERP_LOOK_UP_INCONCLUSIVE` for the one that is too many.
 */
export function withFewPages(questions: Questions, mostPages: number): Questions {
  let pages = 0;
  return {
    inSomeWording: (topic, wordings, ask) => questions.inSomeWording(topic, wordings, ask),
    async ask(query, variables, signal) {
      if ('after' in variables) pages += 1;
      if (pages <= mostPages) return await questions.ask(query, variables, signal);
      const message = 'Xledger’s lists are too long to be read whole, and it takes no filter for what is looked for.';
      throw new SyncError('ERP_LOOK_UP_INCONCLUSIVE', message);
    },
  };
}

function asSyncError(error: XledgerError): SyncError {
  const verdict = verdictOf(error);
  if (verdict.kind === 'later') {
    const { afterMs } = verdict;
    const options = afterMs === undefined ? {} : { retryAfterMs: afterMs };
    return new SyncError(verdict.code, `Xledger refuses: ${error.message}`, options);
  }
  if (verdict.kind === 'unclear') {
    return new TooMuch(`Xledger failed to answer: ${error.message}`, verdict.code === 'ERP_TIMEOUT');
  }
  // Asking differently does no harm, so every refusal of what was sent is one of its wording.
  return new NotUnderstood('ERP_REFUSED', `Xledger refuses the question: ${error.message}`);
}

/** An answer that is JSON and yet not what was asked for. */
export function unreadable(what: string): SyncError {
  return new SyncError('ERP_UNAVAILABLE', `Xledger’s answer ${what}.`);
}
