import type { AccountingGateway } from '@bilag/core';
import { renderAndPost, traitsOf } from '../gateway-parts.ts';
import type { Books } from './books.ts';
import { planVoucher } from './finance-mapping.ts';
import { findByNumber } from './find-by-number.ts';
import { findVouchers } from './find-vouchers.ts';
import { listReferences } from './list-references.ts';
import { readMasterData } from './master-data.ts';
import { postVouchers } from './post-vouchers.ts';
import { testConnection } from './test-connection.ts';

/** A batch makes about five requests one after the other, and only that with the lines is a long one. */
const patienceInRequests = 4;

/** Finance & Operations behind the port: a journal per batch that people post, guarded by look-up. */
export function createFinanceGateway(books: Books, close: () => Promise<void>): AccountingGateway {
  const { client, settings } = books;
  return {
    traits: traitsOf(settings.timing, patienceInRequests),
    ...renderAndPost(
      (voucher) => planVoucher(voucher, settings),
      (plans, context) => postVouchers(plans, context, books),
    ),
    findVouchers: (queries, context) => findVouchers(queries, context, books),
    listReferences: (range, { signal }) => listReferences(range, books, signal),
    findByNumber: (voucherNumber, { signal }) => findByNumber(voucherNumber, books, signal),
    testConnection: (context) => testConnection(client, settings, context),
    readMasterData: (context) => readMasterData(client, settings, context),
    close,
  };
}
