import { BlockList, isIP } from 'node:net';
import { getCACertificates } from 'node:tls';
import type { ConnectorHost } from '@bilag/core';
import { Agent, buildConnector } from 'undici';

/** No connection was made, so nothing was sent over it: refused, not found, not trusted, or not allowed. */
export class ConnectFailure extends Error {
  constructor(cause: unknown) {
    super('No connection to the server', { cause });
    this.name = 'ConnectFailure';
  }
}

const connectTimeoutMs = 5_000;
const maxAnswerBytes = 32 * 1024 * 1024;

/** Whether the name in an address means this very machine. */
export function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[|\]$/g, ''));
}

/**
 * Connections to public servers only: the peer's address is looked at on the open socket, so that no name can lead into a private
 * network. Loopback is let through where the host allows it. Answers are limited to 32 MB.
 */
export function createGuardedAgent(host: ConnectorHost): Agent {
  const extra = host.extraCaCertificates;
  const trust = extra.length === 0 ? {} : { ca: [...getCACertificates('default'), ...extra] };
  const connect = buildConnector({ allowH2: false, timeout: connectTimeoutMs, ...trust });
  return new Agent({
    allowH2: false,
    pipelining: 1,
    connections: 4,
    maxResponseSize: maxAnswerBytes,
    connect(options, callback) {
      connect(options, (error, socket) => {
        if (error !== null) return callback(new ConnectFailure(error), null);
        if (isAllowedPeer(socket.remoteAddress, host.allowLoopback)) return callback(null, socket);
        socket.destroy();
        callback(new ConnectFailure(new Error('The server’s address is not a public one.')), null);
      });
    },
  });
}

/** Whether a socket may be used that leads to this address. */
export function isAllowedPeer(address: string | undefined, allowLoopback: boolean): boolean {
  if (address === undefined || isIP(address) === 0) return false;
  if (isLoopbackAddress(address)) return allowLoopback;
  return !isIn(notPublic, address);
}

function isLoopbackAddress(address: string): boolean {
  return isIn(loopback, address);
}

function isIn(list: BlockList, address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const family = isIP(plain);
  return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const notPublic = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  notPublic.addSubnet(net, prefix, 'ipv6');
}
