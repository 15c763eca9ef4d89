import { SyncError } from '@bilag/core';
import { isObject, type JsonObject } from '../json.ts';
import type { XledgerClient } from './xledger-client.ts';
import { verdictOf, type XledgerError } from './xledger-errors.ts';

/** Xledger does not understand the question: it lacks a field, an argument or a filter. Another wording may do. */
export class NotUnderstood extends SyncError {}

/** Asking one organization's Xledger; reads only. */
export interface Questions {
  /**
   * The `data` of a query's answer.
   * @throws {NotUnderstood} @throws {SyncError} for every other way not to get an answer without errors.
   */
  ask(query: string, variables: JsonObject, signal: AbortSignal): Promise<JsonObject>;
  /**
   * Asks in the first wording that Xledger understands, and begins with that one from then on. The reference catalogues what
   * others have used of the schema, so some fields and filters are worth a try but not to be relied on.
   */
  inSomeWording<W, T>(topic: string, wordings: readonly W[], ask: (wording: W) => Promise<T>): Promise<T>;
}

/** Questions over a line. */
export function createQuestions(client: XledgerClient): Questions {
  const understood = new Map<string, number>();
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
      // Nothing is in doubt after a question: what was lost can be asked again.
      const code = reply.kind === 'lost' ? 'ERP_UNAVAILABLE' : failure.code;
      throw new SyncError(code, failure.message, afterMs === undefined ? {} : { retryAfterMs: afterMs });
    },
    async inSomeWording(topic, wordings, ask) {
      for (let at = understood.get(topic) ?? 0; ; at += 1) {
        const wording = wordings[at];
        if (wording === undefined)
          throw new SyncError('ERP_REFUSED', `Xledger understands no question for its ${topic}.`);
        try {
          const answer = await ask(wording);
          understood.set(topic, at);
          return answer;
        } catch (error) {
          if (!(error instanceof NotUnderstood)) throw error;
        }
      }
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
  if (verdict.kind === 'unclear') return new SyncError('ERP_UNAVAILABLE', `Xledger failed to answer: ${error.message}`);
  const isWording = verdict.kind === 'schema' || /^(ARGUMENTS_OF_CORRECT_TYPE|INVALID_VALUE)$/.test(error.code ?? '');
  const message = `Xledger refuses the question: ${error.message}`;
  return isWording ? new NotUnderstood('ERP_REFUSED', message) : new SyncError('ERP_REFUSED', message);
}

/** An answer that is JSON and yet not what was asked for. */
export function unreadable(what: string): SyncError {
  return new SyncError('ERP_UNAVAILABLE', `Xledger’s answer ${what}.`);
}
