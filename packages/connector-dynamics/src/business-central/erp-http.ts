import { type HttpExchange, type HttpQuestion, NoAnswer, replyOf, withoutSecrets } from '@bilag/connector-http';
import { type ErpReply, SyncError } from '@bilag/core';
import { errorOfSilence, type Intent, isSuccess } from '../erp-answers.ts';
import { bodyOf } from '../exact-json.ts';
import type { SignIn } from '../sign-in.ts';
import { type ErpAnswer, errorOfAnswer } from './business-central-errors.ts';

/** An answer, and how a part of it may be kept. */
export interface WholeAnswer extends ErpAnswer {
  readonly replyOfPart: (status: number, text: string) => ErpReply;
}

/**
 * Sends one request in the name of the application and waits for its answer, once signed in.
 * @throws {SyncError} for whatever is no success; for a write ambiguous unless surely nothing was written.
 */
export type Ask = (
  question: HttpQuestion,
  intent: Intent,
  attempt: string,
  signal: AbortSignal,
) => Promise<WholeAnswer>;

/** Messages in English, so that they read alike everywhere. */
export const commonHeaders = {
  Accept: 'application/json',
  'Accept-Language': 'en-US',
  'User-Agent': 'Bilag',
} as const;

/** The way to ask Business Central; `secrets` are kept out of every reply. Makes no request yet. */
export function createAsk(exchange: HttpExchange, signIn: SignIn, secrets: readonly string[]): Ask {
  const once = async (question: HttpQuestion, intent: Intent, attempt: string, signal: AbortSignal) => {
    const token = await signIn.token(signal);
    try {
      const headers = { ...commonHeaders, ...question.headers, Authorization: `Bearer ${token}` };
      return { token, answer: await exchange.send({ ...question, headers }, signal) };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const { code, message } = errorOfSilence('Business Central', error, intent, attempt);
      throw new SyncError(code, message, { cause: error });
    }
  };
  return async (question, intent, attempt, signal) => {
    let { token, answer } = await once(question, intent, attempt, signal);
    if (answer.status === 401) {
      signIn.forget(token);
      // A token may be withdrawn before it expires. Only a read is repeated with a new one.
      if (intent === 'read') ({ token, answer } = await once(question, intent, attempt, signal));
    }
    const { status, headers, text } = answer;
    const hidden = [token, ...secrets];
    const replyOfPart = (ofPart: number, part: string) =>
      replyOf({ status: ofPart, text: withoutValues(part) }, hidden);
    // An error's own words become the message that people read; a batch has them in an answer that is none.
    const words = isSuccess(status) && intent === 'read' ? text : withoutSecrets(text, hidden);
    const parsed = { status, headers, body: bodyOf(words), reply: replyOfPart(status, text), replyOfPart };
    if (!isSuccess(status)) throw errorOfAnswer(parsed, intent, attempt);
    return parsed;
  };
}

/** Far more than is kept of a reply, in characters. */
const mostOfReply = 40_000;

/** Some refusals end in the value that they refuse, which may be the text of an expense line. @source dynamics.md §9.2, 2026-11 */
function withoutValues(text: string): string {
  return text.slice(0, mostOfReply).replaceAll(/(Value: )(?:(?!\s{1,20}CorrelationId)(?:[^"\\]|\\.))*/g, '$1***');
}
