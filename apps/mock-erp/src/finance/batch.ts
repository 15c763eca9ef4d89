import { randomUUID } from 'node:crypto';
import type { Answer } from '../answer.ts';
import { type End, Interruption } from '../fault-apply.ts';
import type { FaultEffect } from '../fault-effects.ts';
import type { Faults } from '../faults.ts';
import { type FinanceCall, financeOperationOf } from './address.ts';
import type { Books } from './books.ts';
import { dispatch, targetOf } from './dispatch.ts';
import { FinanceError, financeErrorAnswer } from './errors.ts';
import { answerPart, multipart, type Part, type PartRequest, readParts, readRequest } from './multipart.ts';

/** What a batch is answered with. */
interface Around {
  readonly books: Books;
  readonly batch: FinanceCall;
  readonly faults: Faults;
}

/** A request by itself, or several that succeed or fail together. */
type Step = { readonly requests: readonly PartRequest[]; readonly isChangeSet: boolean };

/**
 * Answers a multipart batch: 200, whatever became of the steps. A change set is all or nothing and is answered by one error
 * when it fails; the batch ends at the first failure unless it asks to go on. @source dynamics.md §15.1, 2026-11
 */
export async function runFinanceBatch(around: Around, effect: FaultEffect | undefined): Promise<Answer> {
  const { books } = around;
  try {
    const steps = readSteps(around);
    const wanted = effect?.kind === 'partial-batch' ? steps.slice(0, effect.items) : steps;
    const parts = await runSteps(around, wanted);
    return multipartAnswer(arranged(parts, effect));
  } catch (error) {
    if (error instanceof FinanceError) return financeErrorAnswer(error, books.settings);
    throw error;
  } finally {
    books.store.rollback();
  }
}

function readSteps({ books, batch }: Around): Step[] {
  const outer: Part = { headers: definedOnly(batch.headers), body: batch.body };
  const steps = readParts(outer).map((part): Step => {
    const isChangeSet = /^multipart\/mixed/i.test(part.headers['content-type'] ?? '');
    if (!isChangeSet) return { isChangeSet, requests: [readRequest(part)] };
    return { isChangeSet, requests: readParts(part).map((inner) => withContentId(inner)) };
  });
  const operations = steps.reduce((sum, { requests }) => sum + requests.length, 0);
  if (operations > books.settings.batchLimit) {
    throw new FinanceError(
      400,
      `The batch has ${operations} operations; at most ${books.settings.batchLimit} are allowed.`,
    );
  }
  return steps;
}

function withContentId(part: Part): PartRequest {
  const request = readRequest(part);
  const id = part.headers['content-id'];
  return id === undefined ? request : { ...request, headers: { ...request.headers, 'content-id': id } };
}

async function runSteps(around: Around, steps: readonly Step[]): Promise<string[]> {
  const goesOn = /continue-on-error/.test(around.batch.headers['prefer'] ?? '');
  const parts: string[] = [];
  for (const step of steps) {
    const ends = await runStep(around, step);
    const failed = ends.find(({ answer }) => answer.status >= 300);
    parts.push(step.isChangeSet ? changeSetPart(step, ends, failed) : partOf(ends[0]));
    if (failed !== undefined && !goesOn) break;
  }
  return parts;
}

/** Does a step and keeps it, or takes all of it back. */
async function runStep({ books, batch, faults }: Around, { requests }: Step): Promise<End[]> {
  const ends: End[] = [];
  let lost: Interruption | undefined;
  for (const request of requests) {
    const call = toCall(batch, request);
    const operation = financeOperationOf(call.method, targetOf(call));
    const item = {
      system: 'finance',
      operation,
      method: call.method,
      url: request.url,
      headers: call.headers,
    } as const;
    const end = await faults.runItem({ ...item, bodyText: call.body }, () => dispatch(books, call));
    if (end.outcome !== 'answered' && end.outcome !== 'refused by fault') lost = new Interruption(end.outcome);
    ends.push(end);
    if (end.answer.status >= 300 || lost?.outcome.endsWith('before work') === true) break;
  }
  if (lost?.outcome.endsWith('before work') === true) throw lost;
  if (ends.every(({ answer }) => answer.status < 300)) books.store.commit();
  books.store.rollback();
  if (lost !== undefined) throw lost;
  return ends;
}

function toCall({ base, headers }: FinanceCall, { method, url, headers: own, body }: PartRequest): FinanceCall {
  // Addresses in a batch are whole, or relative to the service.
  const whole = /^https?:/i.test(url) ? URL.parse(url) : URL.parse(url.replace(/^\//, ''), `${base}/data/`);
  const address = whole ?? new URL(`${base}/data/`);
  const inherited = { authorization: headers['authorization'] };
  return { method, url: address, base, headers: { ...inherited, ...own }, body: body.trim() };
}

function partOf(end: End | undefined): string {
  return answerPart(end?.answer ?? { status: 204 });
}

/** The answers of all its requests, or only that of the one that failed, by its own name. */
function changeSetPart({ requests }: Step, ends: readonly End[], failed: End | undefined): string {
  const boundary = `changesetresponse_${randomUUID()}`;
  const parts = ends.flatMap((end, index) =>
    failed === undefined || end === failed ? [answerPart(end.answer, requests[index]?.headers['content-id'])] : [],
  );
  return `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n${multipart(boundary, parts)}`;
}

/** The order and number of results are what a client must not rely on. */
function arranged(parts: readonly string[], effect: FaultEffect | undefined): readonly string[] {
  if (effect?.kind === 'shuffle-batch-results') return parts.toReversed();
  if (effect?.kind === 'omit-batch-results') return parts.slice(0, Math.max(parts.length - effect.items, 0));
  return parts;
}

function multipartAnswer(parts: readonly string[]): Answer {
  const boundary = `batchresponse_${randomUUID()}`;
  return {
    status: 200,
    headers: { 'odata-version': '4.0' },
    contentType: `multipart/mixed; boundary=${boundary}`,
    body: multipart(boundary, parts),
  };
}

function definedOnly(headers: FinanceCall['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value ?? '']));
}
