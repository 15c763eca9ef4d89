import type { AccountingGateway, GatewayTraits, RenderedVoucher, Voucher } from '@bilag/core';
import type { Timing } from './settings-fields.ts';

/** A voucher as a product's lines: at least what the engine keeps of it. */
type Planned = Pick<RenderedVoucher, 'reference' | 'payload'>;

/** Renders by planning a voucher, and posts plans. A plan is made anew for the posting: only the voucher itself comes back from the engine. */
export function renderAndPost<Plan extends Planned>(
  plan: (voucher: Voucher) => Plan,
  post: (plans: readonly Plan[], context: PostContext) => ReturnType<AccountingGateway['postVouchers']>,
): Pick<AccountingGateway, 'render' | 'postVouchers'> {
  return {
    render(voucher) {
      const { reference, payload } = plan(voucher);
      return { reference, voucher, payload };
    },
    postVouchers: (rendered, context) =>
      post(
        rendered.map(({ voucher }) => plan(voucher)),
        context,
      ),
  };
}

/** How many time limits of a request one look-up may take: journals, what is left in them, their removal, and the ledger, by one name and another. */
const lookUpInRequests = 6;

type PostContext = Parameters<AccountingGateway['postVouchers']>[1];

/**
 * The traits of every Dynamics product. `patienceInRequests` is how many time limits of a request the longest call may take altogether.
 * @source dynamics.md §15.1 and §15.2, read 2026-11: Finance & Operations takes at most 5,000 operations in a batch and about 10,000 lines in a journal.
 *   Ours are smaller, because the lines are written one after the other within one request.
 */
export function traitsOf(timing: Timing, patienceInRequests: number): GatewayTraits {
  const { requestTimeoutMs, settlingMs, bookingPollMs, masterDataRestMs } = timing;
  return {
    duplicateGuard: 'look-up',
    longestOperationMs: patienceInRequests * requestTimeoutMs,
    longestLookUpMs: lookUpInRequests * requestTimeoutMs,
    settlingMs,
    bookingPollMs,
    masterDataRestMs,
    maxVouchersPerCall: 500,
    maxLinesPerCall: 1_000,
    maxReferencesPerLookUp: 250,
  };
}
