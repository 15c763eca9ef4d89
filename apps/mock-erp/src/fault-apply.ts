import type { Answer } from './answer.ts';
import type { FaultEffect, FaultPowers } from './fault-effects.ts';
import type { RequestOutcome } from './request-log.ts';

/** How a call ends. */
export interface End {
  readonly outcome: RequestOutcome;
  readonly answer: Answer;
  /** With `truncated`: how many bytes of the body are sent. */
  readonly bytes?: number;
  readonly isCompressed?: true;
}

/** The work of a call; it is told the effect because a batch has its own ways to go wrong. */
export type Work = (effect: FaultEffect | undefined) => Answer | Promise<Answer>;

/** Thrown by work that a fault inside it has taken down together with the whole request. */
export class Interruption extends Error {
  readonly outcome: RequestOutcome;
  constructor(outcome: RequestOutcome) {
    super(`The request ends: ${outcome}`);
    this.outcome = outcome;
  }
}

/** What effects need from their surroundings. */
export interface Surroundings extends FaultPowers {
  /** Waits so many real milliseconds; false when the sandbox stopped meanwhile. */
  pause(ms: number): Promise<boolean>;
}

const NOTHING: Answer = { status: 0 };

/** Does the work, or as much of it as the fault lets happen, and says how the call is to end. */
export async function applyFault(effect: FaultEffect | undefined, work: Work, around: Surroundings): Promise<End> {
  try {
    return await apply(effect, work, around);
  } catch (error) {
    if (error instanceof Interruption) return { outcome: error.outcome, answer: NOTHING };
    // A defect of the sandbox itself: it must not look like one of the faults.
    const message = error instanceof Error ? error.message : String(error);
    return { outcome: 'answered', answer: { status: 500, body: { mockErpDefect: message } } };
  }
}

async function apply(effect: FaultEffect | undefined, work: Work, around: Surroundings): Promise<End> {
  if (effect?.kind === 'status') return { outcome: 'refused by fault', answer: effect };
  if (effect?.kind === 'drop-before') return { outcome: 'dropped before work', answer: NOTHING };
  if (effect?.kind === 'hang' && effect.when !== 'after') return { outcome: 'unanswered before work', answer: NOTHING };
  if (effect?.kind === 'late-commit') return commitLate(effect, work, around);
  if (effect?.kind === 'delay') return { outcome: 'answered', answer: await workSlowly(effect, work, around) };
  if (effect?.kind === 'settings') around.changeSettings(effect.changes);
  if (effect?.kind === 'revoke-tokens') around.revokeTokens();
  return endAfterWork(effect, await work(effect));
}

function endAfterWork(effect: FaultEffect | undefined, answer: Answer): End {
  if (effect?.kind === 'hang') return { outcome: 'unanswered after work', answer };
  if (effect?.kind === 'commit-then-drop') return { outcome: 'dropped after work', answer };
  if (effect?.kind === 'commit-then-status') return { outcome: 'answered', answer: effect };
  if (effect?.kind === 'truncate') return { outcome: 'truncated', answer };
  if (effect?.kind === 'reset') return { outcome: 'truncated', answer, bytes: effect.afterBytes };
  if (effect?.kind === 'gzip') return { outcome: 'answered', answer, isCompressed: true };
  return { outcome: 'answered', answer };
}

async function workSlowly(
  effect: Extract<FaultEffect, { kind: 'delay' }>,
  work: Work,
  around: Surroundings,
): Promise<Answer> {
  if (effect.when !== 'after') await around.pause(effect.ms);
  const answer = await work(effect);
  if (effect.when === 'after') await around.pause(effect.ms);
  return answer;
}

/** A sandbox that stops before the time has come does not do the work any more. */
async function commitLate(
  effect: Extract<FaultEffect, { kind: 'late-commit' }>,
  work: Work,
  around: Surroundings,
): Promise<End> {
  const later = around.pause(effect.ms).then((isRunning) => (isRunning ? work(effect) : NOTHING));
  if (effect.status === undefined) {
    await later;
    return { outcome: 'unanswered after work', answer: NOTHING };
  }
  // Whoever was answered must not be able to bring the sandbox down by what happens afterwards.
  later.catch(() => undefined);
  return { outcome: 'answered', answer: { status: effect.status } };
}
