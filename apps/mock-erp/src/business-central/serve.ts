import type { Answer } from '../answer.ts';
import type { FaultEffect } from '../fault-effects.ts';
import type { Faults } from '../faults.ts';
import type { Turn } from '../turn.ts';
import { runBatch } from './batch.ts';
import { type Call, operationOf } from './call.ts';
import { dispatch } from './dispatch.ts';
import { errorAnswer, methodNotAllowed } from './errors.ts';
import { metadataAnswer } from './metadata.ts';
import type { Service } from './service.ts';

/** Answers a request: a batch, the description of the API, or a call. Writes go one after another, each all or nothing. */
export function serve(
  service: Service,
  call: Call,
  { faults, effect, turn }: { faults: Faults; effect: FaultEffect | undefined; turn: Turn },
): Answer | Promise<Answer> {
  const operation = operationOf(call);
  if (operation === 'bc.batch') {
    if (call.method !== 'POST') return errorAnswer(methodNotAllowed('$batch'));
    return turn.run(() => runBatch(service, call, { faults, effect }));
  }
  if (operation === 'bc.metadata') return metadataAnswer();
  if (call.method === 'GET') return dispatch(service, call);
  return turn.run(() => write(service, call));
}

function write(service: Service, call: Call): Answer {
  try {
    const answer = dispatch(service, call);
    if (answer.status < 300) service.store.commit();
    return answer;
  } finally {
    service.store.rollback();
  }
}
