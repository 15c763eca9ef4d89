import { SyncError } from '@bilag/core';
import type { HttpPorts } from './http-ports.ts';
import { assertSavedAddresses } from './saved-addresses.ts';

/**
 * The credentials that are given, else the saved ones, which go only where they go already.
 * @throws {SyncError} `INVALID_CREDENTIALS_FORM` when there are none for this connector, or the settings name another address.
 */
export async function credentialsFor(
  organizationId: string,
  next: { readonly connector: string; readonly settings: unknown; readonly credentials?: unknown },
  { config }: Pick<HttpPorts, 'config'>,
): Promise<unknown> {
  if (next.credentials !== undefined) return next.credentials;
  const saved = await config.integrationOf(organizationId);
  if (saved?.connector !== next.connector) {
    throw new SyncError('INVALID_CREDENTIALS_FORM', 'There are no saved credentials for this connector.', {
      field: 'credentials',
    });
  }
  assertSavedAddresses(next.settings, saved.settings);
  return saved.credentials;
}
