import { count } from '../setting-values.ts';
import type { SettingsReaders } from '../settings-board.ts';

/** How the REST gateway in front of Xledger behaves; may be changed while it runs. */
export interface XledgerRestSettings {
  /** Lifetime of access tokens, on the sandbox's clock. */
  tokenLifetimeSeconds: number;
  /** Requests that a client may send to the API in a minute of the sandbox's clock; -1 means no end, 0 none at all. */
  requestsPerMinute: number;
  /** Largest `limit` of a list, and what a list without one gives. */
  pageLimit: number;
}

/** The contract names no numbers; tokens are short-lived, so that renewing them is seen in development. */
export const DEFAULT_XLEDGER_REST_SETTINGS: Readonly<XledgerRestSettings> = {
  tokenLifetimeSeconds: 300,
  requestsPerMinute: -1,
  pageLimit: 200,
};

/** How each setting is read from JSON. */
export const XLEDGER_REST_SETTING_READERS: SettingsReaders<XledgerRestSettings> = {
  tokenLifetimeSeconds: count(1),
  requestsPerMinute: count(-1),
  pageLimit: count(1),
};
