import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { createSecureContext, getCACertificates } from 'node:tls';
import { callbackify } from 'node:util';
import type { ConnectorHost } from '@bilag/core';
import { buildConnector } from 'undici';
import { isAllowedPeer } from './peer-address.ts';

/** The longest wait for a connection, its encryption included. */
export const connectTimeoutMs = 5_000;

/** Whom to connect to. */
export interface GuardedHost extends ConnectorHost {
  /** Private networks as well: only for a server whose name the operator has chosen, never for one that somebody typed. */
  readonly allowPrivate?: boolean;
}

/**
 * Opens connections to public servers only; loopback and further certificate authorities as the host says. A name that leads anywhere else
 * is not followed, so that nobody can probe a private network through us; and the open socket is looked at before anything is sent over it,
 * because an address written as numbers is never looked up.
 */
export function createGuardedConnector({
  allowLoopback,
  allowPrivate = false,
  extraCaCertificates: extra,
}: GuardedHost): buildConnector.connector {
  const open = buildConnector({
    allowH2: false,
    timeout: connectTimeoutMs,
    lookup: createGuardedLookup(allowLoopback, allowPrivate),
    ...(extra.length === 0 ? {} : { secureContext: trusting(extra) }),
  });
  return (options, callback) =>
    open(options, (error, socket) => {
      if (error !== null) return callback(error, null);
      if (isAllowedPeer(socket.remoteAddress, allowLoopback, allowPrivate)) return callback(null, socket);
      socket.destroy();
      callback(notPublic(), null);
    });
}

/** Read once: hundreds of authorities take longer to read than a request to take its course. */
const trusting = (extra: readonly string[]) => createSecureContext({ ca: [...getCACertificates('default'), ...extra] });

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;
/** How a socket asks for the addresses of a name. */
type Lookup = (hostname: string, options: LookupOptions, callback: LookupCallback) => void;

/**
 * Resolves a name, but fails unless every address is one that a socket may be opened to. Where only public ones are, the name servers are asked by sockets of our own:
 * the system's way has four threads for the whole process and no time limit, so that a few names whose server is silent would keep every other call waiting. Where
 * an operator allows inner addresses, names are resolved like the system does, with its file of hosts and its search domains.
 */
export function createGuardedLookup(
  allowLoopback: boolean,
  allowPrivate = false,
  openResolver: () => Resolver = () => new Resolver(resolverPatience),
): Lookup {
  const isInner = allowLoopback || allowPrivate;
  const find = callbackify((name: string, options: LookupOptions) =>
    isInner ? findLikeTheSystem(name, options) : findPublic(name, options.family, openResolver()),
  );
  return (hostname, options, callback) => {
    find(hostname, options, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const [first] = addresses;
      const areAllowed = addresses.every(({ address }) => isAllowedPeer(address, allowLoopback, allowPrivate));
      if (first === undefined || !areAllowed) return callback(notPublic(), []);
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

/** For each name server, in milliseconds. Where none answers the second try outlasts the time for a connection. */
export const resolverPatience = { timeout: 2_000, tries: 2 };

/** So long the other family of addresses is waited for once one has been found, in milliseconds: some name servers never answer for IPv6. */
const otherFamilyMs = 500;

const findLikeTheSystem = (name: string, options: LookupOptions) => lookup(name, { ...options, all: true });

/** IPv4 first. @throws when no address was found; one family may be missing or silent. */
async function findPublic(name: string, family: LookupOptions['family'], resolver: Resolver): Promise<LookupAddress[]> {
  if (/(^|[.])localhost[.]?$/i.test(name)) throw notPublic();
  const wanted = ([4, 6] as const).filter((it) => ![4, 6].includes(familyOf(family)) || it === familyOf(family));
  let longEnough: NodeJS.Timeout | undefined;
  const addressesOf = async (it: 4 | 6) => {
    const addresses = await (it === 4 ? resolver.resolve4(name) : resolver.resolve6(name));
    if (addresses.length > 0) longEnough ??= setTimeout(() => resolver.cancel(), otherFamilyMs);
    return addresses.map((address) => ({ address, family: it }));
  };
  const found = await Promise.allSettled(wanted.map(addressesOf));
  clearTimeout(longEnough);
  const addresses = found.flatMap((it) => (it.status === 'rejected' ? [] : it.value));
  const failure = found.find((it) => it.status === 'rejected');
  if (addresses.length === 0 && failure !== undefined) throw failure.reason;
  return addresses;
}

const familyOf = (family: LookupOptions['family']) => Number(String(family ?? 0).replace('IPv', ''));

const notPublic = () => new Error('The name leads to an address that is not public.');
