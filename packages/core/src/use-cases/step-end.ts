import type { DeliveryStatus } from '../domain/outbox-entry.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { StepEnd } from './lane-work.ts';

/** Failures that concern the organization's access, not the voucher: its lane is paused and no attempt is burnt. */
const pausingCodes: ReadonlySet<ErrorCode> = new Set([
  'ERP_AUTHENTICATION_FAILED',
  'ERP_PERMISSION_DENIED',
  'ERP_WRONG_LEDGER',
]);

/** Failures of the ERP as a whole: its lane rests. */
const restingCodes: ReadonlySet<ErrorCode> = new Set(['ERP_UNREACHABLE', 'ERP_RATE_LIMITED', 'ERP_UNAVAILABLE']);

/** The shortest time a lane is left alone, in milliseconds. */
export const shortestRestMs = 1_000;

/** Whether a failure pauses the organization. */
export const isPausing = (code: ErrorCode): boolean => pausingCodes.has(code);

/**
 * What the outcomes of one step mean for the lane: access refused pauses it; an ERP that served none of `outOf` entries, be it by saying no or
 * by saying nothing, lets it rest, so that a dead ERP neither keeps a worker nor puts the whole lane in doubt.
 */
export function endOfStep(outcomes: readonly DeliveryStatus[], outOf: number, askedMs = 0): StepEnd {
  const waiting = outcomes.filter(({ state }) => state !== 'rejected' && state !== 'held');
  const pausing = waiting.find(({ failure }) => failure !== null && pausingCodes.has(failure.code))?.failure;
  if (pausing) return { kind: 'pause', failure: pausing };
  const unserved = waiting.filter(isUnserved);
  const everyOne = unserved.length > 0 && unserved.length === outOf;
  return everyOne ? { kind: 'rest', restMs: Math.max(shortestRestMs, askedMs) } : { kind: 'go-on' };
}

function isUnserved({ state, failure }: DeliveryStatus): boolean {
  return state === 'unknown' || (failure !== null && restingCodes.has(failure.code));
}
