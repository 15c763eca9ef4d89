import type { AccountingGateway } from '@bilag/core';
import { renderAndPost, traitsOf } from '../gateway-parts.ts';
import { planVoucher } from './business-central-mapping.ts';
import { findByNumber } from './find-by-number.ts';
import { findVouchers } from './find-vouchers.ts';
import { listReferences } from './list-references.ts';
import { readMasterData } from './master-data.ts';
import { type Books, postVouchers } from './post-vouchers.ts';
import { createReceiptDesk } from './receipts.ts';
import { testConnection } from './test-connection.ts';

/**
 * A full batch makes about thirty requests one after the other (a hundred lines or dimensions each), most of them far below their time limit.
 * When they need longer than eight limits together, the call is given up and looked up later.
 */
const patienceInRequests = 8;

/** Business Central behind the port: a journal per batch, guarded by look-up. */
export function createBusinessCentralGateway(books: Books, close: () => Promise<void>): AccountingGateway {
  const { client, settings } = books;
  return {
    traits: traitsOf(settings.timing, patienceInRequests),
    testConnection: (context) => testConnection(client, settings, context),
    readMasterData: (context) => readMasterData(client, settings, context),
    ...renderAndPost(
      (voucher) => planVoucher(voucher, settings),
      (plans, context) => postVouchers(plans, context, books),
    ),
    findVouchers: (queries, context) => findVouchers(queries, context, books),
    listReferences: (range, { signal }) => listReferences(range, books, signal),
    findByNumber: (voucherNumber, { signal }) => findByNumber(voucherNumber, books, signal),
    receipts: createReceiptDesk(books),
    close,
  };
}
