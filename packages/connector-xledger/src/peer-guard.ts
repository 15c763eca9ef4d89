import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, type IPVersion, isIP } from 'node:net';

// One list per family: a list compares IPv4 addresses with ranges of wrapped ones too.
const loopback = listOf('ipv4', [['127.0.0.0', 8]], listOf('ipv6', [['::1', 128]]));

/** Addresses that no public server has: private, link-local, shared, multicast and reserved ones. */
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

/** The same for IPv6, and whatever wraps an IPv4 address. */
const inner6 = listOf('ipv6', [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
]);

function listOf(family: IPVersion, subnets: readonly (readonly [string, number])[], list = new BlockList()): BlockList {
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family);
  return list;
}

/** Whether the text is an IP address of this machine's own loopback. */
export function isLoopbackAddress(address: string): boolean {
  return isIP(address) !== 0 && loopback.check(address, familyOf(address));
}

/** Whether a socket may be opened to this address. */
export function isAllowedPeer(address: string, allowLoopback: boolean): boolean {
  if (isIP(address) === 0) return false;
  if (isLoopbackAddress(address)) return allowLoopback;
  const family = familyOf(address);
  return !(family === 'ipv4' ? inner4 : inner6).check(address, family);
}

function familyOf(address: string): IPVersion {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;
/** How a socket asks for the addresses of a name. */
type Lookup = (hostname: string, options: LookupOptions, callback: LookupCallback) => void;

/** Resolves names like the system does, but fails unless every address is one that a socket may be opened to. */
export function createPeerGuard(allowLoopback: boolean): Lookup {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const [first] = addresses;
      if (first === undefined || !addresses.every((it) => isAllowedPeer(it.address, allowLoopback))) {
        return callback(new Error('The name leads to an address that is not public.'), []);
      }
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}
