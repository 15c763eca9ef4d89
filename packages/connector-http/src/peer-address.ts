import { BlockList, type IPVersion, isIP } from 'node:net';

/** Whether a socket may be used that leads to this address: a public one, or this machine or a private network where that is allowed. */
export function isAllowedPeer(address: string | undefined, allowLoopback: boolean, allowPrivate = false): boolean {
  if (address === undefined || isIP(address) === 0) return false;
  if (isLoopbackAddress(address)) return allowLoopback;
  const family = familyOf(address);
  if (allowPrivate && (family === 'ipv4' ? private4 : private6).check(address, family)) return true;
  return !(family === 'ipv4' ? inner4 : inner6).check(address, family);
}

/** Whether the host of an address means this very machine. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(hostname.replaceAll(/^\[|\]$/g, ''));
}

function isLoopbackAddress(address: string): boolean {
  return isIP(address) !== 0 && loopback.check(address, familyOf(address));
}

function familyOf(address: string): IPVersion {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

function listOf(family: IPVersion, subnets: readonly (readonly [string, number])[], list = new BlockList()): BlockList {
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family);
  return list;
}

const loopback = listOf('ipv4', [['127.0.0.0', 8]], listOf('ipv6', [['::1', 128]]));

// One list per family: a list compares IPv4 addresses with ranges of wrapped ones too.

/**
 * Networks of an organization’s own, where a private endpoint of a cloud service is. Link-local ones, where a cloud hands out identities, are not among them.
 * @source RFC 1918, RFC 6598, RFC 4193
 */
const private4 = listOf('ipv4', [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
]);
const private6 = listOf('ipv6', [['fc00::', 7]]);

/**
 * Addresses that no public server has: private, shared, link-local, multicast and reserved ones.
 * @source RFC 6890
 */
const inner4 = listOf('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
]);

/**
 * The same for IPv6, and whatever wraps an IPv4 address.
 * @source RFC 6890, RFC 3879 (site-local), RFC 8215 (translation)
 */
const inner6 = listOf('ipv6', [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]);
