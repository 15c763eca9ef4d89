import type { Answer } from '../answer.ts';
import { type End, Interruption } from '../fault-apply.ts';
import type { FaultEffect } from '../fault-effects.ts';
import type { Faults } from '../faults.ts';
import { batchAnswer, type ItemResult } from './batch-answer.ts';
import { type BatchItem, readBatch } from './batch-input.ts';
import { type Call, operationOf } from './call.ts';
import { dispatch } from './dispatch.ts';
import { BusinessCentralError, errorAnswer } from './errors.ts';
import type { Service } from './service.ts';

/** How the items of a batch hang together. @source dynamics.md §4.1 and §10, 2026-11 */
interface Manner {
  /** One transaction for all. */
  readonly isSnapshot: boolean;
  /** Goes on after a failure. */
  readonly goesOn: boolean;
}

/**
 * Answers a batch. Items run in order, each in a transaction of its own or all in one; results end at the first failure.
 * In one transaction the earlier items still report success although they are taken back. @source dynamics.md §10, 2026-11
 */
export async function runBatch(
  service: Service,
  batch: Call,
  { faults, effect }: { faults: Faults; effect: FaultEffect | undefined },
): Promise<Answer> {
  const items = readItems(service, batch);
  if ('status' in items) return items;
  const manner = {
    isSnapshot: batch.headers['isolation']?.toLowerCase() === 'snapshot',
    goesOn: /continue-on-error/.test(batch.headers['prefer'] ?? ''),
  };
  const wanted = effect?.kind === 'partial-batch' ? items.slice(0, effect.items) : items;
  const results = await runItems(service, wanted, { faults, manner });
  return batchAnswer(batch, arranged(results, effect));
}

function readItems(service: Service, batch: Call): readonly BatchItem[] | Answer {
  try {
    return readBatch(batch, service.settings);
  } catch (error) {
    if (error instanceof BusinessCentralError) return errorAnswer(error);
    throw error;
  }
}

async function runItems(
  service: Service,
  items: readonly BatchItem[],
  { faults, manner }: { faults: Faults; manner: Manner },
): Promise<ItemResult[]> {
  const { store } = service;
  const results: ItemResult[] = [];
  let lostAnswer: Interruption | undefined;
  try {
    for (const item of items) {
      const { outcome, answer } = await runItem(service, item, { faults, results });
      if (outcome === 'dropped before work' || outcome === 'unanswered before work') throw new Interruption(outcome);
      if (outcome !== 'answered' && outcome !== 'refused by fault') lostAnswer = new Interruption(asWhole(outcome));
      results.push({ id: item.id, answer });
      settle(service, answer, manner);
      if (hasFailed(answer) && !manner.goesOn) break;
    }
    if (results.some(({ answer }) => hasFailed(answer))) store.rollback();
    store.commit();
  } finally {
    // Whatever was not committed when the request broke off is gone.
    store.rollback();
  }
  if (lostAnswer !== undefined) throw lostAnswer;
  return results;
}

/** Half of an item's answer is no answer to the batch. */
function asWhole(outcome: End['outcome']): End['outcome'] {
  return outcome === 'truncated' ? 'dropped after work' : outcome;
}

/** Outside a snapshot every item stands for itself. */
function settle({ store }: Service, answer: Answer, { isSnapshot }: Manner): void {
  if (hasFailed(answer)) store.rollback();
  else if (!isSnapshot) store.commit();
}

async function runItem(
  service: Service,
  { call, dependsOn }: BatchItem,
  { faults, results }: { faults: Faults; results: readonly ItemResult[] },
): Promise<End> {
  const isReady = dependsOn.every((id) => results.some((result) => result.id === id && !hasFailed(result.answer)));
  if (!isReady) return { outcome: 'answered', answer: failedDependency() };
  const { method, headers, url, body: bodyText } = call;
  const item = { system: 'business-central', operation: operationOf(call), method, headers, bodyText } as const;
  return faults.runItem({ ...item, url: url.href.slice(call.apiBase.length + 1) }, () => dispatch(service, call));
}

/** The order and number of results are what a client must not rely on. */
function arranged(results: readonly ItemResult[], effect: FaultEffect | undefined): readonly ItemResult[] {
  if (effect?.kind === 'shuffle-batch-results') return results.toReversed();
  if (effect?.kind === 'omit-batch-results') return results.slice(0, Math.max(results.length - effect.items, 0));
  return results;
}

function hasFailed({ status }: Answer): boolean {
  return status < 200 || status > 299;
}

/** @source OASIS OData JSON Format 4.01 §19, 2026-11; that Business Central says so is not known. */
function failedDependency(): Answer {
  return errorAnswer(new BusinessCentralError(424, 'BadRequest', 'A request this one depends on has failed.'));
}
