import type { AccountingGateway, GatewayTraits } from '@bilag/core';
import { maxLines, renderVoucher } from './entry-mapping.ts';
import { findVouchers } from './find-vouchers.ts';
import { readConnection, readMasterData } from './master-data.ts';
import { beginWithinMs, type PostTools, postVouchers } from './post-vouchers.ts';

/**
 * A gateway in front of Xledger behind the port. The reference is the entry’s external id and its idempotency key, so one voucher is booked once
 * however often it is sent. What is posted waits in Xledger’s import queue until its booking job takes it.
 * @source reference of the Xledger API, section 13, read 2026-11
 */
export function createRestGateway(tools: PostTools, close: () => Promise<void>): AccountingGateway {
  const { settings, client } = tools;
  return {
    traits: traitsOf(settings),
    testConnection: ({ signal }) => readConnection(settings, client, signal),
    readMasterData: ({ signal }) => readMasterData(settings, client, signal),
    render: (voucher) => renderVoucher(voucher, settings),
    postVouchers: (batch, { signal }) => postVouchers(batch, tools, signal),
    findVouchers: (queries, context) => findVouchers(queries, tools, context),
    close,
  };
}

/** The longest wait for a token, in milliseconds. */
export const signInTimeoutMs = 10_000;

/** One request each; few enough that those of one call are through before it may begin no more. */
const maxVouchersPerCall = 20;

/** How many time limits of a request one look-up may take. It asks for each voucher, four at a time: 50 that are each answered within half their limit are heard. */
const lookUpInRequests = 7;

function traitsOf({ timing }: PostTools['settings']): GatewayTraits {
  const { requestTimeoutMs, settlingMs, bookingPollMs, masterDataRestMs } = timing;
  return {
    duplicateGuard: 'idempotency-key',
    // The last voucher that is begun may need a new token, a look whose books it opens, and its own time.
    longestOperationMs: beginWithinMs + signInTimeoutMs + 2 * requestTimeoutMs,
    longestLookUpMs: signInTimeoutMs + lookUpInRequests * requestTimeoutMs,
    settlingMs,
    bookingPollMs,
    masterDataRestMs,
    maxVouchersPerCall,
    maxLinesPerCall: maxVouchersPerCall * maxLines,
    maxReferencesPerLookUp: 50,
  };
}
