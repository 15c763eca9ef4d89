import {
  type CallContext,
  type DimensionValue,
  type LedgerAccount,
  type MasterData,
  type PayeeAccount,
  SyncError,
  type TaxCode,
} from '@bilag/core';
import { type Row, textField } from '../exact-json.ts';
import type { BusinessCentralClient } from './business-central-client.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';
import { ifOffered } from './if-offered.ts';
import { readPeriods } from './periods.ts';

/**
 * Everything that a voucher may point at, each list to the end. Of vendors only number and state are asked for: their names and addresses are
 * personal data. A list that this server does not have, or keeps from the application, is left out.
 * @throws {SyncError} when a list could not be read, `INVALID_SETTINGS` for a dimension that is not there.
 */
export async function readMasterData(
  client: BusinessCentralClient,
  settings: BusinessCentralSettings,
  { signal }: CallContext,
): Promise<MasterData> {
  const [ledgerAccounts, dimensions, taxCodes, payees, periods] = await Promise.all([
    readLedgerAccounts(client, settings, signal),
    readDimensions(client, settings, signal),
    ifOffered(readTaxCodes(client, settings, signal)),
    ifOffered(readPayees(client, settings, signal)),
    readPeriods(client, settings, signal),
  ]);
  return {
    ledgerAccounts,
    dimensions,
    ...(taxCodes === undefined ? {} : { taxCodes }),
    ...(payees === undefined ? {} : { payees }),
    ...(periods === undefined ? {} : { periods }),
  };
}

/**
 * The chart of accounts.
 * @source dynamics.md §6.3, 2026-11: postable is of type Posting, not blocked and open to direct posting.
 */
export async function readLedgerAccounts(
  client: BusinessCentralClient,
  { companyId }: Pick<BusinessCentralSettings, 'companyId'>,
  signal: AbortSignal,
): Promise<readonly LedgerAccount[]> {
  const path = `companies(${companyId})/accounts?$select=number,displayName,blocked,accountType,directPosting`;
  const rows = await client.readAll(path, 'read the ledger accounts', signal);
  return rows.map((row) => ({ number: textField(row, 'number'), name: nameOf(row), postable: isPostable(row) }));
}

/** The values of one dimension, by its code. */
export interface DimensionReader {
  (axis: string): Promise<readonly DimensionValue[]>;
}

/**
 * Finds the dimensions of the settings, whose values can then be read.
 * @throws {SyncError} `INVALID_SETTINGS`, naming the axis, when one of them does not exist.
 */
export async function openDimensions(
  client: BusinessCentralClient,
  { companyId, dimensions }: Pick<BusinessCentralSettings, 'companyId' | 'dimensions'>,
  signal: AbortSignal,
): Promise<DimensionReader> {
  const all = `companies(${companyId})/dimensions`;
  const rows = await client.readAll(`${all}?$select=id,code`, 'read the dimensions', signal);
  const ids = new Map(rows.map((row) => [textField(row, 'code').toUpperCase(), textField(row, 'id')]));
  for (const [axis, code] of Object.entries(dimensions)) {
    if (ids.has(code)) continue;
    const message = `Business Central has no dimension with the code that is set for «${axis}».`;
    throw new SyncError('INVALID_SETTINGS', message, { field: `dimensions.${axis}` });
  }
  return async (axis) => {
    const id = ids.get(dimensions[axis] ?? '');
    if (id === undefined) return [];
    const path = `${all}(${id})/dimensionValues?$select=code,displayName`;
    const values = await client.readAll(path, `read the values of ${axis}`, signal);
    // Whether a value is blocked does not show; posting tells.
    return values.map((row) => ({ code: textField(row, 'code'), name: nameOf(row), postable: true }));
  };
}

async function readDimensions(
  client: BusinessCentralClient,
  settings: BusinessCentralSettings,
  signal: AbortSignal,
): Promise<Readonly<Record<string, readonly DimensionValue[]>>> {
  const valuesOf = await openDimensions(client, settings, signal);
  const axes = Object.keys(settings.dimensions);
  return Object.fromEntries(await Promise.all(axes.map(async (axis) => [axis, await valuesOf(axis)] as const)));
}

async function readTaxCodes(
  client: BusinessCentralClient,
  { companyId }: BusinessCentralSettings,
  signal: AbortSignal,
): Promise<readonly TaxCode[]> {
  const path = `companies(${companyId})/taxGroups?$select=code,displayName`;
  const rows = await client.readAll(path, 'read the tax groups', signal);
  return rows.map((row) => ({ code: textField(row, 'code'), name: nameOf(row) }));
}

async function readPayees(
  client: BusinessCentralClient,
  { companyId }: BusinessCentralSettings,
  signal: AbortSignal,
): Promise<readonly PayeeAccount[]> {
  const path = `companies(${companyId})/vendors?$select=number,blocked`;
  const rows = await client.readAll(path, 'read the vendors', signal);
  // One that is blocked for payments only can still be credited by a journal.
  return rows.map((row) => ({ code: textField(row, 'number'), postable: row['blocked'] !== 'All' }));
}

/** What an account does not say of itself is left to the posting. */
function isPostable({ accountType = 'Posting', blocked, directPosting }: Row): boolean {
  return accountType === 'Posting' && blocked !== true && directPosting !== false;
}

function nameOf({ displayName }: Row): string {
  return typeof displayName === 'string' ? displayName : '';
}
