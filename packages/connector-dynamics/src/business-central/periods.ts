import { type CalendarDate, type FiscalPeriod, parseCalendarDate, SyncError } from '@bilag/core';
import { type Row, textField } from '../exact-json.ts';
import type { BusinessCentralClient } from './business-central-client.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';
import { ifOffered } from './if-offered.ts';

/** A date that was never set. @source dynamics.md §4.2, 2026-11 */
const unset = '0001-01-01';

/** The first and the last date there is. */
const always = { from: parseCalendarDate('1900-01-01'), to: parseCalendarDate('2199-12-31') } as const;

/** The dates between which may be posted, both included. */
interface Range {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/**
 * Which dates can be posted on: the range of the general ledger setup; `undefined` when it limits nothing. It is what posting itself checks: a closed
 * accounting period does not refuse a voucher, and so is not asked for. A user's own range, which goes before the general one, cannot be read.
 * @throws {SyncError} when it could not be read.
 * @source dynamics.md §8.3, read 2026-11
 */
export async function readPeriods(
  client: BusinessCentralClient,
  { companyId }: Pick<BusinessCentralSettings, 'companyId'>,
  signal: AbortSignal,
): Promise<readonly FiscalPeriod[] | undefined> {
  const path = `companies(${companyId})/generalLedgerSetup?$select=allowPostingFrom,allowPostingTo`;
  const setUp = await ifOffered(client.readAll(path, 'read the general ledger setup', signal));
  const { from, to } = rangeOf(setUp?.[0] ?? {});
  if (from === always.from && to === always.to) return undefined;
  return from <= to ? [{ from, to, open: true }] : [];
}

function rangeOf(row: Row): Range {
  return {
    from: dateField(row, 'allowPostingFrom') ?? always.from,
    to: dateField(row, 'allowPostingTo') ?? always.to,
  };
}

function dateField(row: Row, name: string): CalendarDate | undefined {
  const value = row[name];
  if (value === undefined || value === null || value === '') return undefined;
  const date = textField(row, name).slice(0, unset.length);
  if (date === unset) return undefined;
  try {
    return parseCalendarDate(date);
  } catch {
    throw unreadable(name);
  }
}

function unreadable(name: string): SyncError {
  return new SyncError('ERP_REPLY_UNREADABLE', `Business Central answered a «${name}» that is no date.`);
}
