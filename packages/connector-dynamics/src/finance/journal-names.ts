import { currencies, type SettingsChoice, SyncError } from '@bilag/core';
import { type Row, textField } from '../exact-json.ts';
import type { FinanceClient } from './finance-client.ts';
import { optionalText } from './journal-line.ts';
import { equals, listPath } from './paths.ts';

const fields = ['dataAreaId', 'Name', 'Type', 'Currency'] as const;
const attempt = 'list the journal names';

/** The companies and journal names that the credentials open, general journals only, one choice each. @throws {SyncError} */
export async function journalChoices(client: FinanceClient, signal: AbortSignal): Promise<readonly SettingsChoice[]> {
  const rows = await client.readAll(`JournalNames?$select=${fields.join(',')}`, attempt, signal);
  return rows
    .filter((row) => ['', 'Daily'].includes(optionalText(row, 'Type')))
    .map(choiceOf)
    .toSorted((a, b) => (a.title < b.title ? -1 : 1));
}

/**
 * The names of one company's journals. A company that is not open to the credentials has empty lists, without an error; only this one is never empty in a
 * company that can be written to.
 * @throws {SyncError} `ERP_WRONG_LEDGER` when there is no such company, or it is not open to the credentials.
 */
export async function journalNamesOf(
  client: FinanceClient,
  company: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const path = listPath('JournalNames', equals('dataAreaId', company), fields);
  const rows = await client.readAll(path, attempt, signal);
  const names = rows
    .filter((row) => textField(row, 'dataAreaId').toLowerCase() === company)
    .map((row) => textField(row, 'Name'));
  if (names.length > 0) return names;
  const message = 'The environment has no such company, or it is not open to the integration.';
  throw new SyncError('ERP_WRONG_LEDGER', message, { field: 'company' });
}

function choiceOf(row: Row): SettingsChoice {
  const [company, journalName] = [textField(row, 'dataAreaId').toLowerCase(), textField(row, 'Name')];
  const currency = currencies.find((it) => it === optionalText(row, 'Currency'));
  return {
    title: `${company.toUpperCase()}: ${journalName}`,
    settings: { company, journalName, ...(currency === undefined ? {} : { currency }) },
  };
}
