import { SyncError } from '@bilag/core';
import { isLoopbackAddress } from './peer-guard.ts';

/**
 * The address of Xledger's interface: https on a host of xledger.net, or any loopback address where the host allows it.
 * @throws {SyncError} `INVALID_SETTINGS`, without the value.
 */
export function parseEndpoint(value: unknown, allowLoopback: boolean): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) throw refuse('is not an address');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw refuse('may not carry a user, a query or a fragment');
  }
  if (allowLoopback && isLoopbackHost(url.hostname) && /^https?:$/.test(url.protocol)) return url;
  if (url.protocol !== 'https:') throw refuse('must begin with https');
  if (!/^([a-z0-9-]+\.)+xledger\.net$/.test(url.hostname) || url.port !== '') {
    throw refuse('must be on a host of xledger.net');
  }
  return url;
}

function refuse(what: string): SyncError {
  return new SyncError('INVALID_SETTINGS', `The address of Xledger ${what}.`, { field: 'settings.endpoint' });
}

function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(hostname.replaceAll(/^\[|\]$/g, ''));
}
