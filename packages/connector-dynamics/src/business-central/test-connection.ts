import { type CallContext, type ConnectionReport, type LedgerIdentity, SyncError } from '@bilag/core';
import type { BusinessCentralClient } from './business-central-client.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';
import { readCompanies } from './companies.ts';
import { openDimensions, readLedgerAccounts } from './master-data.ts';

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
  const [ledgerAccounts, valuesOf] = await Promise.all([
    readLedgerAccounts(client, settings, signal),
    openDimensions(client, settings, signal),
    checkCurrency(client, settings, signal),
  ]);
  const costCenters = settings.dimensions[costCenterAxis] === undefined ? [] : await valuesOf(costCenterAxis);
  return { ledger, ledgerAccounts, costCenters };
}

async function readCompany(
  client: BusinessCentralClient,
  settings: BusinessCentralSettings,
  signal: AbortSignal,
): Promise<LedgerIdentity> {
  const company = (await readCompanies(client, signal)).find(({ id }) => id === settings.companyId);
  // A copied environment keeps the ids of its companies, and has other books.
  if (company !== undefined) return { id: `${settings.environment.toLowerCase()}/${company.id}`, name: company.name };
  throw new SyncError('ERP_WRONG_LEDGER', 'The environment has no company with this id.', { field: 'companyId' });
}

/** Journals carry no currency: a voucher in another one would be booked at face value. */
async function checkCurrency(
  client: BusinessCentralClient,
  settings: BusinessCentralSettings,
  signal: AbortSignal,
): Promise<void> {
  const path = `companies(${settings.companyId})/generalLedgerSetup?$select=localCurrencyCode`;
  const [setUp] = await client.readAll(path, 'read the general ledger setup', signal);
  const currency = setUp?.['localCurrencyCode'];
  if (typeof currency !== 'string' || currency === '' || currency === settings.currency) return;
  const message = `The company keeps its books in ${currency.slice(0, 10)}.`;
  throw new SyncError('INVALID_SETTINGS', message, { field: 'currency' });
}
