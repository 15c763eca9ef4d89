import { SyncError } from '@bilag/core';
import { textField } from '../exact-json.ts';
import type { BusinessCentralClient } from './business-central-client.ts';
import { refusalOf } from './business-central-errors.ts';

/** A company of an environment. */
export interface Company {
  /** In lower case. */
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** As the addresses of the web client have it. */
  readonly key: string;
}

/**
 * The companies of the client's environment.
 * @throws {SyncError} `INVALID_SETTINGS` for an environment that is not there, and whatever refuses the sign-in or the reading.
 */
export async function readCompanies(client: BusinessCentralClient, signal: AbortSignal): Promise<readonly Company[]> {
  try {
    const rows = await client.readAll('companies?$select=id,name,displayName', 'list the companies', signal);
    return rows.map((row) => {
      const displayName = row['displayName'];
      const key = textField(row, 'name');
      const name = typeof displayName === 'string' && displayName !== '' ? displayName : key;
      return { id: textField(row, 'id').toLowerCase(), name, key };
    });
  } catch (error) {
    if (!(error instanceof SyncError) || refusalOf(error)?.status !== 404) throw error;
    const message = 'Business Central has no such environment in this tenant.';
    throw new SyncError('INVALID_SETTINGS', message, { field: 'environment', cause: error });
  }
}
