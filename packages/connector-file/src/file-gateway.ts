import type { AccountingGateway, GatewayTraits } from '@bilag/core';
import type { ExportFolder } from './export-folder.ts';
import type { FileSettings } from './file-config.ts';
import { fileError } from './file-errors.ts';
import { findVouchers } from './find-vouchers.ts';
import { listReferences } from './list-references.ts';
import { unlessAborted } from './patience.ts';
import { postVouchers } from './post-vouchers.ts';
import { createReceiptDesk } from './receipt-desk.ts';
import { testConnection } from './test-connection.ts';
import { contentOf } from './voucher-file.ts';

/** A folder behind the port. A voucher's file is accepted where it is written, and booked once a person who imported it has moved it on. */
export function createFileGateway(folder: ExportFolder, settings: FileSettings): AccountingGateway {
  return {
    traits: traitsOf(settings),
    testConnection: ({ signal }) =>
      unlessAborted(signal, () => testConnection(folder, settings.folder)).catch((error: unknown) => {
        throw fileError(error);
      }),
    async readMasterData({ signal }) {
      // Nobody here knows the chart of accounts, so no list is offered. That the folder can be reached is all there is to find out.
      await unlessAborted(signal, folder.enter).catch((error: unknown) => {
        throw fileError(error);
      });
      return {};
    },
    render: (voucher) => ({ reference: voucher.reference, voucher, payload: contentOf(voucher, settings) }),
    postVouchers: (vouchers, context) => postVouchers(vouchers, context, folder, settings),
    findVouchers: (queries, context) => findVouchers(queries, context, folder),
    listReferences: (range, { signal }) =>
      unlessAborted(signal, () => listReferences(range, folder, signal)).catch((error: unknown) => {
        throw fileError(error);
      }),
    receipts: createReceiptDesk(folder),
    close: () => Promise.resolve(),
  };
}

function traitsOf({ timing: { settlingMs, bookingPollMs } }: FileSettings): GatewayTraits {
  return {
    duplicateGuard: 'unique-reference',
    longestOperationMs: 60_000,
    longestLookUpMs: 60_000,
    settlingMs,
    bookingPollMs,
    maxVouchersPerCall: 50,
    maxLinesPerCall: 5_000,
    maxReferencesPerLookUp: 200,
    masterDataRestMs: 5 * 60_000,
  };
}
