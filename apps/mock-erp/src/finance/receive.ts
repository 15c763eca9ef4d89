import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '../answer.ts';
import type { EntraSystem } from '../entra/entra.ts';
import { singleHeaders } from '../faults.ts';
import { addressOf } from '../gateway.ts';
import type { Turn } from '../turn.ts';
import type { MockWorld } from '../world.ts';
import { type FinanceUser, financeUserOf, unauthorized } from './access.ts';
import { type FinanceCall, financeOperationOf } from './address.ts';
import { runFinanceBatch } from './batch.ts';
import type { Books } from './books.ts';
import { journalWritten, lineConflict } from './conflicts.ts';
import { dispatch, targetOf } from './dispatch.ts';
import { financeErrorAnswer } from './errors.ts';
import type { Traffic } from './traffic.ts';

/** What a request needs besides itself. */
export interface Desk {
  readonly world: MockWorld;
  readonly entra: EntraSystem;
  readonly books: Books;
  readonly traffic: Traffic;
  readonly turn: Turn;
}

/** Answers a request, faults and limits included. */
export async function receive(desk: Desk, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { world, entra, traffic, books } = desk;
  const call = toCall(request);
  const target = targetOf(call);
  const operation = financeOperationOf(call.method, target);
  const journal = target === undefined ? undefined : journalWritten(call, target, books.settings);
  const isConflict = journal !== undefined && traffic.openJournal(journal);
  const whoCalls = async (): Promise<FinanceUser | undefined> =>
    financeUserOf(await entra.tokens.read(bearer(request)), call.base, world.seed.finance);
  const userId = (await whoCalls())?.userId ?? '';
  const tooMany = traffic.enter(userId);
  try {
    return await world.faults.run({ system: 'finance', operation, request, reply }, async (effect) => {
      if ((await whoCalls()) === undefined) return unauthorized();
      if (tooMany !== undefined) return tooMany;
      if (isConflict && books.settings.updateConflicts) return financeErrorAnswer(lineConflict(), books.settings);
      if (target?.kind !== 'batch' || call.method !== 'POST') return desk.turn.run(() => serve(books, call));
      return desk.turn.run(() => runFinanceBatch({ books, batch: call, faults: world.faults }, effect));
    });
  } finally {
    traffic.leave(userId);
    if (journal !== undefined) traffic.closeJournal(journal);
  }
}

function serve(books: Books, call: FinanceCall): Answer {
  try {
    const answer = dispatch(books, call);
    if (answer.status < 300) books.store.commit();
    return answer;
  } finally {
    books.store.rollback();
  }
}

function toCall(request: FastifyRequest): FinanceCall {
  const body = typeof request.body === 'string' ? request.body : '';
  const url = addressOf(request);
  return { method: request.method, url, base: `${url.origin}/finance`, headers: singleHeaders(request.headers), body };
}

function bearer({ headers }: FastifyRequest): string {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}
