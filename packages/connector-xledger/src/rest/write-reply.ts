import { type HttpAnswer, type NoAnswer, replyOf, retryAfterMs } from '@bilag/connector-http';
import type { EntryFailure, ErpReply } from '@bilag/core';
import { isObject, type JsonObject } from '../json.ts';
import { parseExactJson } from './exact-json.ts';
import { failed, nameOfAnswer, nameOfSilence, tooLate } from './gateway-error.ts';
import { type Problem, problemsIn } from './problems.ts';
import { denialOf } from './read-errors.ts';

/** How the one request for a journal entry ended. */
export type WriteReply =
  /** Taken now or before: what the gateway has under the key. */
  | { readonly kind: 'taken'; readonly status: number; readonly entry: JsonObject; readonly reply: ErpReply }
  /** A definite no to this entry. */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[]; readonly reply: ErpReply }
  /** Under this key the gateway has something else. */
  | { readonly kind: 'conflict'; readonly failure: EntryFailure }
  /** Surely nothing was done. `isForAll`: any other entry would meet the same now. */
  | {
      readonly kind: 'not-applied';
      readonly failure: EntryFailure;
      readonly afterMs?: number;
      readonly isForAll: boolean;
    }
  /** It may have been done. */
  | { readonly kind: 'lost'; readonly failure: EntryFailure };

/**
 * What an answer to `POST /v1/journal-entries` says. What is not surely a yes or a no of the contract’s leaves open whether it was done.
 * @param isRefusedAgain of a 401: the token before was refused as well.
 * @source reference of the Xledger API, section 13, read 2026-11
 */
export function writeReply(answer: HttpAnswer, hidden: readonly string[], isRefusedAgain: boolean): WriteReply {
  const { status, text } = answer;
  const reply = replyOf(answer, hidden);
  const named = nameOfAnswer(answer);
  const lost = (code: EntryFailure['code'], what: string): WriteReply => ({
    kind: 'lost',
    failure: failed(code, `The Xledger gateway’s answer ${what}.`, reply),
  });
  if (status >= 200 && status <= 299) {
    const entry = parseExactJson(text);
    if (isObject(entry)) return { kind: 'taken', status, entry, reply };
    return lost('ERP_REPLY_UNREADABLE', `is not what its contract answers with (${named})`);
  }
  const notNow = notAppliedReply(answer, reply, hidden, isRefusedAgain);
  if (notNow !== undefined) return notNow;
  const problems = problemsIn(text);
  if (status === 409) return conflictReply(problems, reply);
  if ((status === 400 || status === 422 || status === 415) && problems !== undefined) {
    return { kind: 'refused', problems, reply };
  }
  // Whoever answers these has looked at the size of the request and no further.
  if (status === 413 || status === 414 || status === 431) {
    return {
      kind: 'refused',
      problems: [{ path: [], code: 'too_large', message: `It is too large (${named}).` }],
      reply,
    };
  }
  if (status === 408 || status === 504)
    return lost('ERP_TIMEOUT', `came from a server that gave up waiting (${named})`);
  return lost('ERP_REPLY_UNREADABLE', `does not tell whether the voucher was taken (${named})`);
}

function notAppliedReply(
  answer: HttpAnswer,
  reply: ErpReply,
  hidden: readonly string[],
  isRefusedAgain: boolean,
): WriteReply | undefined {
  const { status } = answer;
  const notApplied = (failure: EntryFailure, isForAll: boolean, afterMs = retryAfterMs(answer)): WriteReply => ({
    kind: 'not-applied',
    failure,
    isForAll,
    ...(afterMs === undefined ? {} : { afterMs }),
  });
  switch (status) {
    case 401: {
      if (!isRefusedAgain) return notApplied(failed('ERP_UNAVAILABLE', endedEarly, reply), false);
      const message = 'The Xledger gateway refuses the access tokens that the token address gives (HTTP 401).';
      return notApplied(failed('ERP_AUTHENTICATION_FAILED', message, reply), true);
    }
    case 403:
      return notApplied(failed('ERP_PERMISSION_DENIED', denialOf(answer, hidden), reply), true);
    case 404:
    case 405: {
      const message = `The Xledger gateway takes no journal entries at this address (HTTP ${status}): check the setting «baseUrl».`;
      return notApplied(failed('ERP_UNAVAILABLE', message, reply), true);
    }
    case 429: {
      const message = 'The Xledger gateway asks to wait: too many requests (HTTP 429).';
      return notApplied(failed('ERP_RATE_LIMITED', message, reply), true, retryAfterMs(answer) ?? 5_000);
    }
    default:
      return undefined;
  }
}

const endedEarly = 'The access token had ended early (HTTP 401); the next attempt signs in anew.';

/** A 409 of another kind, such as «the same key is under way», is looked up like a lost answer. */
function conflictReply(problems: readonly Problem[] | undefined, reply: ErpReply): WriteReply {
  const code = problems?.[0]?.code;
  if (code === 'idempotency_conflict' || code === undefined || code === '') {
    const message = 'The Xledger gateway has a voucher with this reference that says something else (HTTP 409).';
    return { kind: 'conflict', failure: failed('ERP_VOUCHER_DIFFERS', message, reply) };
  }
  const message = 'The Xledger gateway has something under this reference already (HTTP 409).';
  return { kind: 'lost', failure: failed('ERP_REPLY_LOST', message, reply) };
}

/** What it means that no answer came. */
export function writeSilence(silence: NoAnswer, signal: AbortSignal): WriteReply {
  const lost = (code: EntryFailure['code'], message: string): WriteReply => ({
    kind: 'lost',
    failure: failed(code, message),
  });
  switch (silence.kind) {
    case 'not-sent': {
      const message = `The Xledger gateway could not be reached${nameOfSilence(silence)}.`;
      const failure = signal.aborted
        ? failed('ERP_UNAVAILABLE', tooLate().message)
        : failed('ERP_UNREACHABLE', message);
      return { kind: 'not-applied', failure, isForAll: true };
    }
    case 'timeout':
      return lost('ERP_TIMEOUT', 'The Xledger gateway did not answer in time.');
    case 'unreadable':
      return lost('ERP_REPLY_UNREADABLE', 'The Xledger gateway’s answer is too large or cannot be unpacked.');
    case 'lost':
      return lost('ERP_REPLY_LOST', `The Xledger gateway’s answer was lost on its way${nameOfSilence(silence)}.`);
  }
}
