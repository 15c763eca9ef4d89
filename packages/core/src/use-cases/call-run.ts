import type { GatewayTraits } from '../ports/accounting-gateway.ts';

/** How long the calls of one run are meant to take, and for how long they may be begun; in milliseconds. */
const meantMs = 1_000;
const beginMs = 5_000;

/** How many vouchers travel in one run, unless a single call takes more. */
const vouchersPerRun = 100;

/**
 * Takes from the front the calls whose intents are committed together and whose outcomes are recorded together: as many as end within a second at the pace
 * of the last ones, the first alone. So a sender that dies leaves one call in doubt, or the calls of about a second. Where the ERP's allowance is counted, it
 * is asked for before each call, which then travels alone.
 */
export function nextRun<T>(
  calls: readonly (readonly T[])[],
  callMs: number | undefined,
  { monthlyAllowance }: Pick<GatewayTraits, 'monthlyAllowance'>,
): readonly (readonly T[])[] {
  const most = callMs === undefined || monthlyAllowance ? 1 : Math.max(1, Math.floor(meantMs / Math.max(1, callMs)));
  let vouchers = 0;
  const end = calls.slice(0, most).findIndex((call, at) => {
    vouchers += call.length;
    return at > 0 && vouchers > vouchersPerRun;
  });
  return calls.slice(0, end < 0 ? most : end);
}

/** For how long calls of a run may be begun after its intents are committed, in milliseconds; a single call is begun at once. */
export const beginWithinMs = (calls: number): number => (calls > 1 ? beginMs : 0);
