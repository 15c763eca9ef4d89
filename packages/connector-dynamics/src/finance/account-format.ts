import { SyncError } from '@bilag/core';

/** What one part of a display value holds: the main account, a value on one of our axes, or something that we leave empty. */
export type Segment =
  | { readonly holds: 'main account' }
  | { readonly holds: 'axis'; readonly axis: string }
  | { readonly holds: 'nothing of ours' };

/**
 * How a company writes an account with its dimension values as one text, such as `7140-110-`.
 * @source dynamics.md §15.2, read 2026-11: the format of «Financial dimension configuration for integrating applications».
 */
export interface AccountFormat {
  readonly delimiter: string;
  readonly segments: readonly Segment[];
}

/** An account and the values on our axes; for a format without a main account that one is empty. */
export interface DimensionedAccount {
  readonly account: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The display value, its empty parts included. */
export function displayValueOf(
  { account, dimensions }: DimensionedAccount,
  { delimiter, segments }: AccountFormat,
): string {
  const parts = segments.map((segment) => {
    if (segment.holds === 'main account') return account;
    return segment.holds === 'axis' && Object.hasOwn(dimensions, segment.axis) ? dimensions[segment.axis] : '';
  });
  return parts.join(delimiter);
}

/**
 * Takes a display value apart; parts at its end may be missing, and empty ones are no values.
 * @throws {SyncError} `ERP_REPLY_UNREADABLE` when it has more parts than the format.
 */
export function readDisplayValue(text: string, { delimiter, segments }: AccountFormat): DimensionedAccount {
  const parts = text.split(delimiter).map((part) => part.trim());
  if (parts.length > segments.length) {
    const message = 'Finance & Operations answered an account with more parts than the format in the settings.';
    throw new SyncError('ERP_REPLY_UNREADABLE', message);
  }
  const values = segments.flatMap((segment, at): [string, string][] => {
    const value = parts[at] ?? '';
    return segment.holds === 'axis' && value !== '' ? [[segment.axis, value]] : [];
  });
  const account = parts[segments.findIndex(({ holds }) => holds === 'main account')] ?? '';
  return { account, dimensions: Object.fromEntries(values) };
}
