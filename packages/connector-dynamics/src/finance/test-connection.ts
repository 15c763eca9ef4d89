import { type CallContext, type ConnectionReport, SyncError } from '@bilag/core';
import { textField } from '../exact-json.ts';
import type { FinanceClient } from './finance-client.ts';
import type { FinanceSettings } from './finance-settings.ts';
import { journalNamesOf } from './journal-names.ts';
import { readMasterData } from './master-data.ts';

/**
 * Signs in and reads the company's journal names, main accounts and cost centers; writes nothing.
 * @throws {SyncError} `ERP_WRONG_LEDGER` for a company that is not there, `INVALID_SETTINGS` for a journal name or a dimension that is not, and whatever
 *   refuses the sign-in or a reading.
 */
export async function testConnection(
  client: FinanceClient,
  settings: FinanceSettings,
  context: CallContext,
): Promise<ConnectionReport> {
  const { company, environmentUrl } = settings;
  await checkJournalName(client, settings, context.signal);
  const [{ ledgerAccounts = [], dimensions = {} }] = await Promise.all([
    readMasterData(client, settings, context),
    checkDimensions(client, settings, context.signal),
  ]);
  const id = `${new URL(environmentUrl).host}/${company}`;
  return {
    ledger: { id, name: company.toUpperCase() },
    ledgerAccounts,
    costCenters: dimensions['costCenter'] ?? [],
  };
}

async function checkJournalName(
  client: FinanceClient,
  { company, journalName }: FinanceSettings,
  signal: AbortSignal,
): Promise<void> {
  const names = await journalNamesOf(client, company, signal);
  if (names.some((it) => it.toLowerCase() === journalName.toLowerCase())) return;
  throw new SyncError('INVALID_SETTINGS', 'The company has no such journal name.', { field: 'journalName' });
}

async function checkDimensions(
  client: FinanceClient,
  { dimensions }: FinanceSettings,
  signal: AbortSignal,
): Promise<void> {
  const rows = await client.readAll('DimensionAttributes?$select=DimensionName', 'read the dimensions', signal);
  const known = new Set(rows.map((row) => textField(row, 'DimensionName').toLowerCase()));
  const missing = Object.entries(dimensions).find(([, name]) => !known.has(name.toLowerCase()));
  if (missing === undefined) return;
  const [axis] = missing;
  const message = `The environment has no financial dimension with the name that is set for «${axis}».`;
  throw new SyncError('INVALID_SETTINGS', message, { field: `dimensions.${axis}` });
}
