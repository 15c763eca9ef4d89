import {
  type AccountingGateway,
  checkPostedVoucher,
  type ErrorCode,
  type LedgerBooking,
  parseCalendarDate,
  SyncError,
} from '@bilag/core';
import { anExpenseRecord, aReference, createFakeGateway } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { anOrganization } from './support/an-organization.ts';

const booking = (debitMinor: bigint): LedgerBooking => ({
  erpReference: 'V-1',
  postingDate: parseCalendarDate('2026-03-05'),
  debitMinor,
});

type Answer = () => Promise<readonly LedgerBooking[]>;

/** What is said of a claim of 962.50 whose voucher somebody names. */
async function check(findByNumber?: Answer) {
  const { ports, clock } = anOrganization();
  const gateway: AccountingGateway = createFakeGateway();
  if (findByNumber === undefined) delete gateway.findByNumber;
  else gateway.findByNumber = findByNumber;
  const stored = { record: anExpenseRecord(), reference: aReference(), voucherNumber: 1 };
  const gateways = { gatewayFor: () => Promise.resolve(gateway) };
  const { verdict, objection } = await checkPostedVoucher('nbf', stored, 'V-1', 9_000, {
    config: ports.config,
    gateways,
    clock,
  });
  return [verdict, objection?.code];
}

const answers = (...minor: readonly bigint[]) => check(() => Promise.resolve(minor.map(booking)));

test('RTY-1 a voucher is a record’s own when one booking under its number comes to the same, to the øre', async () => {
  expect(await answers(96_250n)).toEqual(['equal', undefined]);
  expect(await answers(96_251n)).toEqual(['different', 'POSTED_VOUCHER_DIFFERS']);
  expect(await answers(96_249n, 96_251n)).toEqual(['different', 'POSTED_VOUCHER_DIFFERS']);
  // Somebody else’s voucher may have the same number in another year.
  expect(await answers(5_500n, 96_250n)).toEqual(['equal', undefined]);
  expect(await answers()).toEqual(['missing', 'POSTED_VOUCHER_MISSING']);
});

test('a ledger that fails to answer makes an objection, and one that cannot be asked makes none', async () => {
  const fails = (code: ErrorCode) =>
    check(async () => {
      throw new SyncError(code, 'No answer.');
    });
  expect(await fails('ERP_UNREACHABLE')).toEqual(['not-told', 'POSTED_VOUCHER_UNCHECKED']);
  expect(await fails('ERP_AUTHENTICATION_FAILED')).toEqual(['not-told', 'POSTED_VOUCHER_UNCHECKED']);
  expect(await fails('ERP_REFUSED')).toEqual(['not-asked', undefined]);
  expect(await check()).toEqual(['not-asked', undefined]);
});
