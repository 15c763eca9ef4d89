import { hasReferenceForm } from '../../domain/voucher-reference.ts';
import type { LedgerBooking, ListedVoucher } from '../../ports/accounting-gateway.ts';
import { asDate, asList, asObject, asText, junk } from './junk.ts';

/** The ledger's list as the port has it. @throws {SyncError} `CONNECTOR_FAULT`. */
export function guardListed(given: unknown): readonly ListedVoucher[] {
  return asList(given, 'a list of bookings', (item) => {
    const reference = asText(asObject(item, 'a booking')['reference'], 'a reference');
    if (!hasReferenceForm(reference)) throw junk('a reference');
    return { reference, ...bookingOf(item) };
  });
}

/** The bookings under a number as the port has them. @throws {SyncError} `CONNECTOR_FAULT`. */
export function guardBookings(given: unknown): readonly LedgerBooking[] {
  return asList(given, 'a list of bookings', bookingOf);
}

function bookingOf(item: unknown): LedgerBooking {
  const it = asObject(item, 'a booking');
  const { debitMinor } = it;
  if (typeof debitMinor !== 'bigint') throw junk('an amount');
  return {
    erpReference: asText(it['erpReference'], 'a reference of the ERP').slice(0, 4_000),
    postingDate: asDate(it['postingDate'], 'a posting date'),
    debitMinor,
  };
}
