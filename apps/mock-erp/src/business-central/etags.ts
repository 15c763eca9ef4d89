import { BusinessCentralError, badRequest } from './errors.ts';
import type { BusinessCentralSettings } from './settings.ts';

/** The tag of a record that was changed so many times; opaque to clients. @source dynamics.md §4.1, 2026-11 */
export function etagOf(version: number): string {
  return `W/"${Buffer.from(`'20;${String(1_234_500_000 + version)};00;'`).toString('base64')}"`;
}

/**
 * Checks `If-Match` against the record's tag. @throws {BusinessCentralError} when it is stale, or when it is missing or
 * unreadable although `required`. @source dynamics.md §4.1, 2026-11
 */
export function checkIfMatch(
  header: string | undefined,
  etag: string,
  { required, settings }: { required: boolean; settings: BusinessCentralSettings },
): void {
  if (header === undefined && !required) return;
  if (header === '*' || header === etag) return;
  if (header === undefined || !/^(W\/)?"[^"]*"$/.test(header)) {
    throw badRequest(
      'Could not validate the client concurrency token required by the service.',
      'BadRequest_InvalidToken',
    );
  }
  throw new BusinessCentralError(
    settings.staleEtagStatus,
    'Request_EntityChanged',
    'Another user has already changed the record.',
  );
}
