import {
  type CalendarDate,
  type CallContext,
  calendarDateOf,
  type DimensionValue,
  type LedgerAccount,
  type MasterData,
  parseCalendarDate,
  SyncError,
} from '@bilag/core';
import { type Row, textField } from '../exact-json.ts';
import type { FinanceClient } from './finance-client.ts';
import type { FinanceSettings } from './finance-settings.ts';
import { optionalText } from './journal-line.ts';
import { equals, listPath } from './paths.ts';

/**
 * Reads the main accounts of the company's chart and the values of the dimensions that the settings name. Vendors are not read: their codes belong to people.
 * @throws {SyncError} retryable or permanent; `INVALID_SETTINGS` when the environment has several charts of accounts and the settings name none.
 */
export async function readMasterData(
  client: FinanceClient,
  settings: FinanceSettings,
  { signal }: CallContext,
): Promise<MasterData> {
  const ledgerAccounts = readAccounts(client, settings, signal);
  const axes = Object.entries(settings.dimensions).map(async ([axis, name]): Promise<[string, DimensionValue[]][]> => {
    const values = await readValues(client, name, settings, signal);
    // A dimension that is taken from another list of the ERP may have no values here; then nothing can be checked against.
    return values.length === 0 ? [] : [[axis, values]];
  });
  // Together, so that none of them fails unheard while another is waited for.
  const [accounts, ...values] = await Promise.all([ledgerAccounts, ...axes]);
  // A chart without accounts is one that is not open to the integration: nothing can be checked against it either.
  return {
    ...(accounts.length === 0 ? {} : { ledgerAccounts: accounts }),
    dimensions: Object.fromEntries(values.flat()),
  };
}

/** @throws {SyncError} as {@link readMasterData} does. */
async function readAccounts(
  client: FinanceClient,
  { chartOfAccounts }: FinanceSettings,
  signal: AbortSignal,
): Promise<readonly LedgerAccount[]> {
  const select = `$select=${accountFields.join(',')}`;
  const path =
    chartOfAccounts === undefined
      ? `MainAccounts?${select}`
      : listPath('MainAccounts', equals('ChartOfAccounts', chartOfAccounts), accountFields);
  const rows = await client.readAll(path, 'read the main accounts', signal);
  const charts = new Set(rows.map((row) => optionalText(row, 'ChartOfAccounts').toLowerCase()));
  if (charts.size > 1) {
    const message = 'The environment has several charts of accounts: name that of the company.';
    throw new SyncError('INVALID_SETTINGS', message, { field: 'chartOfAccounts' });
  }
  if (rows.length === 0 && chartOfAccounts !== undefined) {
    const message =
      'The environment has no such chart of accounts, or none of its accounts is open to the integration.';
    throw new SyncError('INVALID_SETTINGS', message, { field: 'chartOfAccounts' });
  }
  const today = calendarDateOf(new Date());
  return rows.map((row) => accountOf(row, today));
}

const accountFields =
  'ChartOfAccounts MainAccountId Name MainAccountType IsSuspended DoNotAllowManualEntry ActiveFrom ActiveTo'.split(' ');

function accountOf(row: Row, today: CalendarDate): LedgerAccount {
  // One whose last day has passed may still be posted to on an earlier day, so its end is left to the ERP.
  const { validFrom = today } = validityOf(row);
  const isOpen = !isYes(row, 'IsSuspended') && !isYes(row, 'DoNotAllowManualEntry');
  // Totals, headings and accounts of reports take no postings.
  const isForPosting = !/total|report|header|heading/i.test(optionalText(row, 'MainAccountType'));
  return {
    number: textField(row, 'MainAccountId'),
    name: optionalText(row, 'Name'),
    postable: isOpen && isForPosting && validFrom <= today,
  };
}

async function readValues(
  client: FinanceClient,
  name: string,
  { company }: FinanceSettings,
  signal: AbortSignal,
): Promise<DimensionValue[]> {
  const path = listPath('FinancialDimensionValues', equals('FinancialDimension', name), valueFields);
  const rows = await client.readAll(path, 'read the values of a financial dimension', signal);
  const companyOf = (row: Row) => optionalText(row, 'LegalEntityId').toLowerCase();
  // What is set for the company alone overrules what is set for all of them.
  const inOrder = [...rows.filter((it) => companyOf(it) === ''), ...rows.filter((it) => companyOf(it) === company)];
  return [...new Map(inOrder.map((row) => [textField(row, 'DimensionValue'), valueOf(row)])).values()];
}

const valueFields = (
  'FinancialDimension LegalEntityId DimensionValue Description ' +
  'IsSuspended IsBlockedForManualEntry IsTotal ActiveFrom ActiveTo'
).split(' ');

function valueOf(row: Row): DimensionValue {
  const isClosed = ['IsSuspended', 'IsBlockedForManualEntry', 'IsTotal'].some((it) => isYes(row, it));
  return {
    code: textField(row, 'DimensionValue'),
    name: optionalText(row, 'Description'),
    postable: !isClosed,
    ...validityOf(row),
  };
}

function validityOf(row: Row): Pick<DimensionValue, 'validFrom' | 'validTo'> {
  const [from, to] = [dateOf(row, 'ActiveFrom'), dateOf(row, 'ActiveTo')];
  return { ...(from === undefined ? {} : { validFrom: from }), ...(to === undefined ? {} : { validTo: to }) };
}

/** A date, unless it is one of those that stand for none. */
function dateOf(row: Row, name: string): CalendarDate | undefined {
  const date = optionalText(row, name).slice(0, 10);
  if (['', '1900-01-01', '0001-01-01', '2154-12-31'].includes(date)) return undefined;
  try {
    return parseCalendarDate(date);
  } catch (error) {
    const message = `Finance & Operations answered a «${name}» that is no date.`;
    throw new SyncError('ERP_REPLY_UNREADABLE', message, { cause: error });
  }
}

function isYes(row: Row, name: string): boolean {
  return /^(yes|true)$/i.test(String(row[name]));
}
