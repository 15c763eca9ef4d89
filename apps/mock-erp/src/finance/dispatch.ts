import type { Answer } from '../answer.ts';
import { type FinanceCall, type FinanceTarget, readTarget } from './address.ts';
import { type Books, sourceOf } from './books.ts';
import { runCustomService } from './custom-service.ts';
import { FinanceError, financeErrorAnswer, InfologError } from './errors.ts';
import { financeMetadataAnswer, serviceAnswer } from './metadata.ts';
import { readSet } from './read.ts';
import { writeSet } from './write.ts';

/** Answers a call, refusals included; what a refused call has changed is for the caller to take back. */
export function dispatch(books: Books, call: FinanceCall): Answer {
  try {
    return answer(books, call, readTarget(call));
  } catch (error) {
    if (error instanceof FinanceError || error instanceof InfologError)
      return financeErrorAnswer(error, books.settings);
    throw error;
  }
}

/** Where a call leads, or `undefined` when it leads nowhere. */
export function targetOf(call: Pick<FinanceCall, 'url' | 'base'>): FinanceTarget | undefined {
  try {
    return readTarget(call);
  } catch (error) {
    if (error instanceof FinanceError) return undefined;
    throw error;
  }
}

function answer(books: Books, call: FinanceCall, target: FinanceTarget): Answer {
  if (target.kind === 'custom-service') return runCustomService(books, call, target.path);
  if (target.kind === 'set')
    return call.method === 'GET' ? readSet(sourceOf(books), call, target) : writeSet(books, call, target);
  if (call.method !== 'GET' || target.kind === 'batch') {
    throw new FinanceError(405, `The method ${call.method} is not allowed here.`);
  }
  return target.kind === 'metadata' ? financeMetadataAnswer() : serviceAnswer(call.base);
}
