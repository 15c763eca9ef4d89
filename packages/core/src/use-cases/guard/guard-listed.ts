import { hasReferenceForm } from '../../domain/voucher-reference.ts';
import type { ListedVoucher } from '../../ports/accounting-gateway.ts';
import { asDate, asList, asObject, asText, junk } from './junk.ts';

/** The ledger's list as the port has it. @throws {SyncError} `CONNECTOR_FAULT`. */
export function guardListed(given: unknown): readonly ListedVoucher[] {
  return asList(given, 'a list of bookings', (item) => {
    const it = asObject(item, 'a booking');
    const reference = asText(it['reference'], 'a reference');
    const { debitMinor } = it;
    if (!hasReferenceForm(reference)) throw junk('a reference');
    if (typeof debitMinor !== 'bigint') throw junk('an amount');
    return {
      reference,
      erpReference: asText(it['erpReference'], 'a reference of the ERP').slice(0, 4_000),
      postingDate: asDate(it['postingDate'], 'a posting date'),
      debitMinor,
    };
  });
}
