import {
  type CallContext,
  type ConnectionReport,
  type DimensionValue,
  type LedgerIdentity,
  type MasterData,
  SyncError,
} from '@bilag/core';
import { type Row, textField } from '../exact-json.ts';
import type { BusinessCentralClient } from './business-central-client.ts';
import { refusalOf } from './business-central-errors.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';

/** The axis that everyone has; its values are what a mapping offers as cost centers. */
const costCenterAxis = 'costCenter';

/**
 * Signs in and reads the company, its ledger accounts and its cost centers; writes nothing.
 * @throws {SyncError} `ERP_WRONG_LEDGER` for a company that does not exist, `INVALID_SETTINGS` for an environment, a dimension or a currency
 *   that it does not have, and whatever refuses the sign-in or a reading.
 */
export async function testConnection(
  client: BusinessCentralClient,
  settings: BusinessCentralSettings,
  { signal }: CallContext,
): Promise<ConnectionReport> {
  const ledger = await readCompany(client, settings, signal);
  const company = `companies(${settings.companyId})`;
  const [accounts, dimensions] = await Promise.all([
    client.readAll(`${company}/accounts?${accountFields}`, 'read the ledger accounts', signal),
    client.readAll(`${company}/dimensions?$select=id,code`, 'read the dimensions', signal),
    checkCurrency(client, settings, signal),
  ]);
  const costCenterDimension = checkDimensions(dimensions, settings);
  const costCenters = await readCostCenters(client, company, costCenterDimension, signal);
  return { ledger, ledgerAccounts: accounts.map(ledgerAccountOf), costCenters };
}

/** @throws {SyncError} as {@link testConnection} does. */
export async function readMasterData(
  client: BusinessCentralClient,
  settings: BusinessCentralSettings,
  context: CallContext,
): Promise<MasterData> {
  const { ledgerAccounts, costCenters } = await testConnection(client, settings, context);
  const costCenter = costCenters.map((it) => ({ ...it, postable: true }));
  return { ledgerAccounts, ...(settings.dimensions['costCenter'] === undefined ? {} : { dimensions: { costCenter } }) };
}

const accountFields = '$select=number,displayName,blocked,accountType,directPosting';

async function readCompany(
  client: BusinessCentralClient,
  settings: BusinessCentralSettings,
  signal: AbortSignal,
): Promise<LedgerIdentity> {
  const companies = await readCompanies(client, signal);
  const row = companies.find((it) => textField(it, 'id').toLowerCase() === settings.companyId);
  if (row === undefined) {
    throw new SyncError('ERP_WRONG_LEDGER', 'The environment has no company with this id.', { field: 'companyId' });
  }
  return { id: settings.companyId, name: textField(row, 'displayName') || textField(row, 'name') };
}

async function readCompanies(client: BusinessCentralClient, signal: AbortSignal): Promise<readonly Row[]> {
  try {
    return await client.readAll('companies?$select=id,name,displayName', 'list the companies', signal);
  } catch (error) {
    if (!(error instanceof SyncError) || refusalOf(error)?.status !== 404) throw error;
    const message = 'Business Central has no such environment in this tenant.';
    throw new SyncError('INVALID_SETTINGS', message, { field: 'environment', cause: error });
  }
}

/** Journals carry no currency: a voucher in another one would be booked at face value. */
async function checkCurrency(
  client: BusinessCentralClient,
  settings: BusinessCentralSettings,
  signal: AbortSignal,
): Promise<void> {
  const path = `companies(${settings.companyId})/generalLedgerSetup?$select=localCurrencyCode`;
  const [setUp] = await client.readAll(path, 'read the general ledger setup', signal);
  const currency = setUp === undefined ? '' : textField(setUp, 'localCurrencyCode');
  if (currency === '' || currency === settings.currency) return;
  const message = `The company keeps its books in ${currency.slice(0, 10)}.`;
  throw new SyncError('INVALID_SETTINGS', message, { field: 'currency' });
}

/** Every dimension of the settings has to exist. Returns the id of the cost centers' one. */
function checkDimensions(rows: readonly Row[], { dimensions }: BusinessCentralSettings): string | undefined {
  const ids = new Map(rows.map((row) => [textField(row, 'code'), textField(row, 'id')]));
  for (const [axis, code] of Object.entries(dimensions)) {
    if (ids.has(code)) continue;
    const message = `Business Central has no dimension with the code that is set for «${axis}».`;
    throw new SyncError('INVALID_SETTINGS', message, { field: `dimensions.${axis}` });
  }
  const code = dimensions[costCenterAxis];
  return code === undefined ? undefined : ids.get(code);
}

async function readCostCenters(
  client: BusinessCentralClient,
  company: string,
  dimensionId: string | undefined,
  signal: AbortSignal,
): Promise<readonly DimensionValue[]> {
  if (dimensionId === undefined) return [];
  const path = `${company}/dimensions(${dimensionId})/dimensionValues?$select=code,displayName`;
  const rows = await client.readAll(path, 'read the cost centers', signal);
  return rows.map((row) => ({ code: textField(row, 'code'), name: textField(row, 'displayName'), postable: true }));
}

function ledgerAccountOf(row: Row) {
  const postable = row['accountType'] === 'Posting' && row['blocked'] === false && row['directPosting'] === true;
  return { number: textField(row, 'number'), name: textField(row, 'displayName'), postable };
}
