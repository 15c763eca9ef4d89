import type { CalendarDate } from './calendar-date.ts';
import { comparable } from './erp-code.ts';
import type { DimensionValue, FiscalPeriod, LedgerAccount, MasterData, PayeeAccount } from './master-data.ts';

/** Entries by comparable code; a code may stand there more than once, such as with dates that follow each other. */
type ByCode<T> = ReadonlyMap<string, readonly T[]>;

/** Master data made ready for many quick look-ups; a list that was left out is left out here too. Made by {@link indexMasterData}. */
export interface MasterDataIndex {
  readonly ledgerAccounts?: ByCode<LedgerAccount>;
  readonly dimensions: ReadonlyMap<string, ByCode<DimensionValue>>;
  readonly taxCodes?: ByCode<unknown>;
  readonly payees?: ByCode<PayeeAccount>;
  readonly periods?: readonly FiscalPeriod[];
}

/** Makes master data ready for look-ups; costs one walk through every list. */
export function indexMasterData(data: MasterData): MasterDataIndex {
  const { ledgerAccounts, dimensions = {}, taxCodes, payees, periods } = data;
  const axes = Object.entries(dimensions).map(([axis, values]) => [axis, byCode(values, ({ code }) => code)] as const);
  return {
    dimensions: new Map(axes),
    ...(ledgerAccounts && { ledgerAccounts: byCode(ledgerAccounts, ({ number }) => number) }),
    ...(taxCodes && { taxCodes: byCode(taxCodes, ({ code }) => code) }),
    ...(payees && { payees: byCode(payees, ({ code }) => code) }),
    ...(periods && { periods }),
  };
}

function byCode<T>(entries: readonly T[], codeOf: (entry: T) => string): ByCode<T> {
  return Map.groupBy(entries, (entry) => comparable(codeOf(entry)));
}

/** How a ledger account cannot be posted to; `undefined` when it can, or when that cannot be known. */
export function accountFault({ ledgerAccounts }: MasterDataIndex, number: string): string | undefined {
  return faultOf(ledgerAccounts, number, ({ postable }) => (postable ? undefined : 'is closed for posting'));
}

/** How a ledger account cannot stand behind a subledger: there it need not be open to vouchers, as the payee's own account is what is posted to. */
export function controlAccountFault({ ledgerAccounts }: MasterDataIndex, number: string): string | undefined {
  return faultOf(ledgerAccounts, number, () => undefined);
}

/** How a value cannot be named on an axis on a posting date; `undefined` when it can, or when that cannot be known. */
export function dimensionFault(
  { dimensions }: MasterDataIndex,
  axis: string,
  code: string,
  on: CalendarDate,
): string | undefined {
  return faultOf(dimensions.get(axis), code, ({ postable, validFrom, validTo }) => {
    if (!postable) return 'is closed for posting';
    if (validFrom !== undefined && on < validFrom) return `is valid only from ${validFrom}`;
    if (validTo !== undefined && on > validTo) return `is valid only until ${validTo}`;
    return undefined;
  });
}

/** How a VAT code cannot be used; `undefined` when it can, or when that cannot be known. */
export function taxCodeFault({ taxCodes }: MasterDataIndex, code: string): string | undefined {
  return faultOf(taxCodes, code, () => undefined);
}

/** How a payee's account cannot be posted to; `undefined` when it can, or when that cannot be known. */
export function payeeFault({ payees }: MasterDataIndex, code: string): string | undefined {
  return faultOf(payees, code, ({ postable }) => (postable ? undefined : 'is closed for posting'));
}

/** Of several entries with one code it is enough that one will do. */
function faultOf<T>(
  list: ByCode<T> | undefined,
  code: string,
  fault: (entry: T) => string | undefined,
): string | undefined {
  if (list === undefined) return undefined;
  const faults = (list.get(comparable(code)) ?? []).map(fault);
  return faults.length === 0 ? 'does not exist' : faults.includes(undefined) ? undefined : faults[0];
}
