import { openLedgerFile } from './ledger-file.ts';
import type { ErpSystem, LedgerVoucher, NewLedgerVoucher } from './ledger-voucher.ts';

/** Which vouchers to list; a field left out means any. */
export interface LedgerFilter {
  readonly system?: ErpSystem | undefined;
  readonly ledgerId?: string | undefined;
  readonly reference?: string | undefined;
}

/** The sandbox's own books: append only, double entry. It deduplicates nothing, so that a second booking shows. */
export interface Ledger {
  /** Books the voucher for good; with a file it is on disk before this returns. Throws unless its lines sum to zero. */
  book(entry: NewLedgerVoucher): LedgerVoucher;
  /** Booked vouchers in the order of booking. */
  list(filter?: LedgerFilter): LedgerVoucher[];
  /** Forgets everything, the file's content included. */
  clear(): void;
  /** Lets go of the file. */
  close(): void;
}

/** Opens the ledger; with `file` it reads back what was booked before and appends to it from then on. */
export function openLedger(options: { file?: string | undefined } = {}): Ledger {
  const file = options.file === undefined ? undefined : openLedgerFile(options.file);
  const vouchers: LedgerVoucher[] = file?.read() ?? [];
  return {
    book(entry) {
      checkBalanced(entry);
      const voucher = { ...structuredClone(entry), sequence: (vouchers.at(-1)?.sequence ?? 0) + 1 };
      file?.append(voucher);
      vouchers.push(voucher);
      return voucher;
    },
    list: (filter = {}) => vouchers.filter((voucher) => isWanted(voucher, filter)),
    clear() {
      vouchers.length = 0;
      file?.clear();
    },
    close: () => file?.close(),
  };
}

function checkBalanced(entry: NewLedgerVoucher): void {
  if (entry.lines.length === 0) throw new Error(`Voucher ${entry.voucherNumber} has no lines`);
  let sumMinor = 0;
  for (const line of entry.lines) {
    sumMinor += line.amountMinor;
    if (!Number.isSafeInteger(line.amountMinor) || !Number.isSafeInteger(sumMinor)) {
      throw new RangeError(`Voucher ${entry.voucherNumber} holds an amount that is no exact number of øre`);
    }
  }
  if (sumMinor !== 0) throw new Error(`Voucher ${entry.voucherNumber} does not sum to zero but to ${sumMinor} øre`);
}

function isWanted(voucher: LedgerVoucher, filter: LedgerFilter): boolean {
  return (
    (filter.system === undefined || voucher.system === filter.system) &&
    (filter.ledgerId === undefined || voucher.ledgerId === filter.ledgerId) &&
    (filter.reference === undefined || voucher.reference === filter.reference)
  );
}

export type { ErpSystem, LedgerLine, LedgerVoucher, NewLedgerVoucher } from './ledger-voucher.ts';
