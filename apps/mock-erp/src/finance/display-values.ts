import type { RowSource } from './rows.ts';

/** A main account with the dimension values behind it. */
export interface LedgerAccount {
  readonly account: string;
  /** Value code by dimension name. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What is wrong with a display value, in the words of the infolog. */
export type DisplayValueProblem = { readonly problem: string };

/** Reads `7140-110-P10`: main account and dimensions in the configured order, empty ones included. @source dynamics.md §15.2, 2026-11 */
export function readLedgerAccount(text: string, source: RowSource): LedgerAccount | DisplayValueProblem {
  const [account = '', ...codes] = text.split(source.seed.delimiter);
  const known = source.seed.mainAccounts.find(({ id }) => id === account);
  const isSuspended = known?.isSuspended === true || source.settings.blockedAccounts.includes(account);
  if (known === undefined) return { problem: `The value '${account}' in field 'Main account' is not found.` };
  if (isSuspended) return { problem: `Main account ${account} is suspended.` };
  if (!known.allowsManualEntry) return { problem: `Manual entry is not allowed for main account ${account}.` };
  const read = readDimensions(codes, source);
  return 'problem' in read ? read : { account, dimensions: read.dimensions };
}

/** Reads `110-P10`: dimensions alone. */
export function readDimensionValues(text: string, source: RowSource) {
  return readDimensions(text === '' ? [] : text.split(source.seed.delimiter), source);
}

function readDimensions(
  codes: readonly string[],
  { seed }: RowSource,
): Pick<LedgerAccount, 'dimensions'> | DisplayValueProblem {
  if (codes.length > seed.dimensions.length) {
    return { problem: 'The display value has more segments than the format that is configured.' };
  }
  const dimensions: Record<string, string> = {};
  for (const [index, code] of codes.entries()) {
    const dimension = seed.dimensions[index];
    if (dimension === undefined || code === '') continue;
    const value = dimension.values.find((it) => it.code === code);
    if (value === undefined) return { problem: `The value '${code}' in field '${dimension.name}' is not found.` };
    if (value.isSuspended) return { problem: `The dimension value ${code} of ${dimension.name} is suspended.` };
    dimensions[dimension.name] = code;
  }
  return { dimensions };
}
