import { InputError } from '../control/input.ts';
import { count, text, texts } from '../setting-values.ts';
import type { SettingsReaders } from '../settings-board.ts';

/** How the OpenID provider behaves; may be changed while it runs. */
export interface OpenidSettings {
  /** `aud` of access tokens. */
  audience: string;
  /** Lifetime of both tokens, on the sandbox's clock; an hour at most. */
  tokenLifetimeSeconds: number;
  /** How long a code waits to be redeemed. */
  codeLifetimeSeconds: number;
  /** The public client, which has no secret. */
  clientId: string;
  /** Where the client may be sent back to. A loopback address without a port stands for all its ports. @source RFC 8252 §7.3 */
  redirectUris: readonly string[];
  /** Where it may be sent after signing out; by the same rule. */
  postLogoutRedirectUris: readonly string[];
}

const LONGEST_LIFETIME_SECONDS = 3600;
const LOOPBACK_HOSTS = ['http://localhost', 'http://127.0.0.1', 'http://[::1]'];
const onLoopback = (...paths: readonly string[]) =>
  LOOPBACK_HOSTS.flatMap((host) => paths.map((path) => `${host}${path}`));

export const DEFAULT_OPENID_SETTINGS: Readonly<OpenidSettings> = {
  audience: 'bilag',
  tokenLifetimeSeconds: LONGEST_LIFETIME_SECONDS,
  codeLifetimeSeconds: 60,
  clientId: 'bilag-console',
  redirectUris: onLoopback('/', '/callback', '/console/', '/console/callback'),
  postLogoutRedirectUris: onLoopback('/', '/console/'),
};

/** How each setting is read from JSON. */
export const OPENID_SETTING_READERS: SettingsReaders<OpenidSettings> = {
  audience: text(/^\S+$/, 'a text without spaces'),
  tokenLifetimeSeconds(value, name) {
    const seconds = count(1)(value, name);
    if (seconds > LONGEST_LIFETIME_SECONDS) throw new InputError(`${name} is ${LONGEST_LIFETIME_SECONDS} at most`);
    return seconds;
  },
  codeLifetimeSeconds: count(1),
  clientId: text(/^\S+$/, 'a text without spaces'),
  redirectUris: texts(/^https?:\/\/[^/\s]+\/[^\s#]*$/, 'an address with a path'),
  postLogoutRedirectUris: texts(/^https?:\/\/[^/\s]+\/[^\s#]*$/, 'an address with a path'),
};
