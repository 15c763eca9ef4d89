import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { createSecureContext, getCACertificates } from 'node:tls';
import type { ConnectorHost } from '@bilag/core';
import { buildConnector } from 'undici';
import { isAllowedPeer } from './peer-address.ts';

/** The longest wait for a connection, its encryption included. */
const connectTimeoutMs = 5_000;

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

/** Resolves names like the system does, but fails unless every address is one that a socket may be opened to. */
export function createGuardedLookup(allowLoopback: boolean, allowPrivate = false): Lookup {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const [first] = addresses;
      const areAllowed = addresses.every(({ address }) => isAllowedPeer(address, allowLoopback, allowPrivate));
      if (first === undefined || !areAllowed) return callback(notPublic(), []);
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

const notPublic = () => new Error('The name leads to an address that is not public.');
