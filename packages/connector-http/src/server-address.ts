import type { ConnectorHost } from '@bilag/core';
import { isLoopbackHost } from './peer-address.ts';

/** More characters than any address of a server or of a file has, a signature in its query included. */
const longest = { server: 2_000, file: 4_000 } as const;

/**
 * The address of an ERP's server as an administrator entered it: https at the usual port of an allowed host, without user, query and fragment.
 * On this machine, where the host of the connector allows that, plain http and other ports will do.
 * @param hosts names such as `login.example.com`, or `*.example.com` for every name below that one.
 * @throws what `refuse` makes of the rule that was broken, such as «must begin with https»; the value is not repeated.
 */
export function parseServerAddress(
  value: unknown,
  hosts: readonly string[],
  host: ConnectorHost,
  refuse: (rule: string) => Error,
): URL {
  const url = parse(value, longest.server, refuse);
  if (url.username + url.password + url.search + url.hash !== '') {
    throw refuse('may not carry a user, a query or a fragment');
  }
  return atAllowedHost(url, hosts, host, refuse);
}

/** The address of one file, under the same rules; it may have a query, which is where a signature is. */
export function parseFileAddress(
  value: unknown,
  hosts: readonly string[],
  host: ConnectorHost,
  refuse: (rule: string) => Error,
): URL {
  const url = parse(value, longest.file, refuse);
  if (url.username + url.password + url.hash !== '') throw refuse('may not carry a user or a fragment');
  return atAllowedHost(url, hosts, host, refuse);
}

/** An address as others are put behind it. */
export function withoutSlashAtEnd({ href }: Pick<URL, 'href'>): string {
  // No pattern: one for slashes at the end looks at each run of them as often as it is long.
  let end = href.length;
  while (href[end - 1] === '/') end -= 1;
  return href.slice(0, end);
}

function parse(value: unknown, limit: number, refuse: (rule: string) => Error): URL {
  if (typeof value === 'string' && value.length > limit) {
    throw refuse(`may not have more than ${limit.toLocaleString('en')} characters`);
  }
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null) throw refuse('is not an address');
  return url;
}

function atAllowedHost(
  url: URL,
  hosts: readonly string[],
  { allowLoopback }: ConnectorHost,
  refuse: (rule: string) => Error,
): URL {
  if (allowLoopback && isLoopbackHost(url.hostname) && /^https?:$/.test(url.protocol)) return url;
  if (url.protocol !== 'https:') throw refuse('must begin with https');
  if (url.port !== '' || !hosts.some((it) => isCovered(url.hostname, it))) {
    throw refuse(`must be on ${hosts.join(' or ')}, at the usual port`);
  }
  return url;
}

/** Whole labels only: `evil-example.com` is not below `example.com`. */
function isCovered(hostname: string, pattern: string): boolean {
  if (!pattern.startsWith('*.')) return hostname === pattern;
  const label = '[a-z0-9-]+';
  return hostname.endsWith(pattern.slice(1)) && new RegExp(`^${label}([.]${label})+$`).test(hostname);
}
