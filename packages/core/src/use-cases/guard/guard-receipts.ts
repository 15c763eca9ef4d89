import type { ReceiptDesk } from '../../ports/receipt-desk.ts';
import { failureOf, guardAttach, guardFindReceipt } from './guard-outcomes.ts';
import { asInteger, junk } from './junk.ts';

const gibibyte = 1_073_741_824;

/** A desk whose every answer has been checked. @throws {SyncError} `CONNECTOR_FAULT` when it is none. */
export function guardReceipts(desk: ReceiptDesk): ReceiptDesk {
  const maxBytes = asInteger(desk.maxBytes, 'a greatest size', 0, gibibyte);
  if (typeof desk.attach !== 'function' || typeof desk.find !== 'function') throw junk('a receipt desk');
  return {
    maxBytes,
    async attach(receipt, context) {
      try {
        const copy = { ...receipt, voucher: { ...receipt.voucher }, content: receipt.content.slice() };
        return guardAttach(await desk.attach(copy, { ...context }));
      } catch (error) {
        return { kind: 'unknown', failure: failureOf(error) };
      }
    },
    async find(receipt, context) {
      try {
        return guardFindReceipt(await desk.find({ ...receipt, voucher: { ...receipt.voucher } }, { ...context }));
      } catch (error) {
        return { kind: 'cannot-tell', failure: failureOf(error) };
      }
    },
  };
}
