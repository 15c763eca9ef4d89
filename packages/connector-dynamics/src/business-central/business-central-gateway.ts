import type { AccountingGateway, GatewayTraits } from '@bilag/core';
import { planVoucher } from './business-central-mapping.ts';
import type { Timing } from './business-central-settings.ts';
import { findVouchers } from './find-vouchers.ts';
import { type Books, postVouchers } from './post-vouchers.ts';
import { readMasterData, testConnection } from './test-connection.ts';

/**
 * A full batch makes about thirty requests one after the other (a hundred lines or dimensions each), most of them far below their time limit.
 * When they need longer than eight limits together, the call is given up and looked up later.
 */
const patienceInRequests = 8;

/** Business Central behind the port: a journal per batch, guarded by look-up. */
export function createBusinessCentralGateway(books: Books, close: () => Promise<void>): AccountingGateway {
  const { client, settings } = books;
  return {
    traits: traitsOf(settings.timing),
    testConnection: (context) => testConnection(client, settings, context),
    readMasterData: (context) => readMasterData(client, settings, context),
    render(voucher) {
      const { reference, payload } = planVoucher(voucher, settings);
      return { reference, voucher, payload };
    },
    postVouchers: (rendered, context) =>
      postVouchers(
        rendered.map(({ voucher }) => planVoucher(voucher, settings)),
        context,
        books,
      ),
    findVouchers: (queries, context) => findVouchers(queries, context, books),
    close,
  };
}

function traitsOf({ requestTimeoutMs, settlingMs, bookingPollMs, masterDataRestMs }: Timing): GatewayTraits {
  return {
    duplicateGuard: 'look-up',
    longestOperationMs: patienceInRequests * requestTimeoutMs,
    settlingMs,
    bookingPollMs,
    masterDataRestMs,
    maxVouchersPerCall: 500,
    maxLinesPerCall: 1_000,
    maxReferencesPerLookUp: 250,
  };
}
