import { isIP } from 'node:net';
import { parseServerAddress } from '@bilag/connector-http';
import type { ConnectorHost } from '@bilag/core';

/**
 * The address of a server that a customer runs, so that no list of hosts can be kept: https at the usual port of a public name. Where the name
 * leads is checked at every connection, as no name tells that; here the names are refused that no public server has. On this machine, where the
 * host of the connector allows that, plain http and other ports will do.
 * @throws what `refuse` makes of the rule that was broken; the value is not repeated.
 */
export function parseGatewayAddress(value: unknown, host: ConnectorHost, refuse: (rule: string) => Error): URL {
  const given = typeof value === 'string' ? URL.parse(value) : null;
  // Whatever name was given is the one that is allowed; all other rules for addresses hold.
  const url = parseServerAddress(value, given === null ? [] : [given.hostname], host, (rule) =>
    refuse(rule.startsWith('must be on ') ? 'must be at the usual port' : rule),
  );
  const isOnThisMachine = host.allowLoopback && isLoopback(url.hostname);
  if (!isOnThisMachine && !isPublicName(url.hostname)) throw refuse('must be on a public name');
  return url;
}

const isLoopback = (hostname: string) => hostname === 'localhost' || /^127[.]|^\[::1\]$/.test(hostname);

/**
 * Names that are never in public use, and what a private network's resolver may complete.
 * @source RFC 6761, RFC 6762 (local), RFC 8375 (home.arpa), ICANN resolution of 2024-07-29 (internal)
 */
const specialUse = /(^|[.])(localhost|local|internal|intranet|lan|corp|home|arpa|test|invalid|onion)$/;

function isPublicName(hostname: string): boolean {
  if (isIP(hostname.replaceAll(/^\[|\]$/g, '')) !== 0) return false;
  const labels = hostname.split('.');
  return labels.length > 1 && labels.every((it) => /^[a-z0-9-]{1,63}$/.test(it)) && !specialUse.test(hostname);
}
