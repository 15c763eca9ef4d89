import type { GatewayHarness } from '@bilag/core/testing';
import type { MockErp, NewFaultRule } from '@bilag/mock-erp';

/** What differs between the interfaces of Xledger. */
export interface Connected extends Pick<GatewayHarness, 'gateway' | 'unreachable' | 'refusedSignIn'> {
  /** The mock's name of a posting. */
  readonly posting: string;
  /** How too many requests are refused. */
  readonly rateLimit: NewFaultRule['effect'];
}

const codes = { debitAccount: '7140', creditAccount: '2910', costCenter: '310', unknownAccount: '9999' };

/** The harness of the contract: faults hit the mock's postings; closing it closes the gateways, the server before the mock and the mock. */
export function harnessOf(mock: MockErp, server: AsyncDisposable, connected: Connected): GatewayHarness {
  const { gateway, unreachable, refusedSignIn, posting, rateLimit } = connected;
  const next = (effect: NewFaultRule['effect']) => async () => {
    mock.world.faults.add({ operation: posting, times: 1, effect });
  };
  return {
    gateway,
    unreachable,
    refusedSignIn,
    codes,
    loseNextReply: next({ kind: 'commit-then-drop' }),
    rateLimitNext: next(rateLimit),
    hangNext: next({ kind: 'delay', ms: 60_000, when: 'after' }),
    breakReads: async () => {
      mock.world.faults.add({
        effect: { kind: 'status', status: 503, body: '<h1>Down</h1>', contentType: 'text/html' },
      });
    },
    mend: async () => mock.world.faults.clear(),
    book: async () => void mock.xledger.runBookingJob(),
    timesBooked: async (reference) => mock.world.ledger.list({ system: 'xledger', reference }).length,
    numberOf: async (reference) => mock.world.ledger.list({ system: 'xledger', reference })[0]?.voucherNumber ?? '',
    close: async () => {
      await Promise.all([gateway.close(), unreachable.close(), refusedSignIn.close()]);
      await server[Symbol.asyncDispose]();
      await mock.close();
    },
  };
}
