import type { ExpenseRecordJson } from '@bilag/core';
import { messagesOf, type Task } from './task.ts';

/** What every contestant carries: an approval of about 560 bytes of JSON, and whose it is. */
export interface Message {
  readonly id: number;
  readonly org: number;
  readonly approval: ExpenseRecordJson;
}

/** How many messages of each small organization wait behind the big one. */
export const behindTheBigOne = 10;

/** All messages of a task, in the order in which they were approved. */
export function* messages(task: Task): Generator<Message> {
  const total = messagesOf(task);
  const behind = behindTheBigOne * (task.organizations - 1);
  for (let id = 0; id < total; id += 1) {
    const isBehind = id >= total - behind;
    const skewed = isBehind ? 1 + (id % (task.organizations - 1)) : 0;
    yield messageOf(id, task.isSkewed ? skewed : id % task.organizations);
  }
}

/** Message `id` of an organization. */
export function messageOf(id: number, org: number, text = 'Train Oslo–Bergen and back'): Message {
  return {
    id,
    org,
    approval: {
      kind: 'reimbursement',
      sourceId: `CLM-${String(id).padStart(8, '0')}`,
      revision: 1,
      approvedAt: '2026-03-06T09:30:00.000Z',
      approvedBy: 'kari.leder@example.org',
      expenseDate: '2026-03-05',
      payee: { type: 'employee', id: 'E1187', name: 'Ola Nordmann' },
      currency: 'NOK',
      lines: [
        { expenseType: 'public_transport', amount: '842.50', costCenter: '310', text },
        { expenseType: 'toll', amount: '61.00', costCenter: '310', text: 'Toll at the ring, outbound and inbound' },
      ],
    },
  };
}

/** The name of an organization in the service. */
export const organizationName = (org: number) => `org-${String(org).padStart(3, '0')}`;

/** By how many their messages are handed over, in the order given. */
export function* inChunks<T>(all: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const it of all) {
    chunk.push(it);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

/** What a queue hands out as a message. @throws when it is none. */
export function asMessage(given: unknown): Message {
  if (isMessage(given)) return given;
  throw new Error('That is not a message.');
}

const isMessage = (given: unknown): given is Message =>
  typeof given === 'object' && given !== null && 'approval' in given;
