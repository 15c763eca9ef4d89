import { withoutSlashAtEnd } from '@bilag/connector-http';
import { type ConnectorConfig, type ConnectorHost, type Currency, parseCurrency } from '@bilag/core';
import { type Form, formOf } from './config-form.ts';
import { defaults, patterns, timings } from './config-schema.ts';
import { parseGatewayAddress } from './gateway-address.ts';

/** How patient the connector is, in milliseconds. */
export type Timing = Readonly<Record<keyof typeof timings, number>>;

/** Settings of one organization, checked. */
export interface RestSettings {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly scope: string;
  /** Our name of an axis to the gateway's name of the dimension; no two share one. */
  readonly dimensions: ReadonlyMap<string, string>;
  /** The organisation that vouchers must go to. */
  readonly ledgerId: string;
  /** The currency of the books. */
  readonly currency: Currency;
  readonly timing: Timing;
}

/** An OAuth2 client. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Settings and secret of one organization, checked. */
export interface RestConfig {
  readonly settings: RestSettings;
  readonly credentials: ClientCredentials;
}

/**
 * Reads what is stored for an organization, as `config-schema.ts` describes it.
 * @throws {SyncError} `INVALID_SETTINGS` or `INVALID_CREDENTIALS_FORM`, naming the field and never the value.
 */
export function parseConfig({ settings, credentials }: ConnectorConfig, host: ConnectorHost): RestConfig {
  return { settings: parseSettings(settings, host), credentials: parseCredentials(credentials) };
}

const settingNames = [
  'profile',
  'baseUrl',
  'tokenUrl',
  'scope',
  'dimensions',
  'ledgerId',
  'currency',
  'timing',
] as const;

function parseSettings(value: unknown, host: ConnectorHost): RestSettings {
  const form = formOf(value, 'INVALID_SETTINGS', 'settings', settingNames);
  const { values } = form;
  if (values['profile'] !== 'rest') throw form.invalid('profile', 'must be «rest»');
  return {
    baseUrl: withoutSlashAtEnd(addressOf(form, 'baseUrl', host)),
    tokenUrl: addressOf(form, 'tokenUrl', host).href,
    scope: scopeOf(form),
    dimensions: dimensionsOf(values['dimensions']),
    ledgerId: form.text('ledgerId', patterns.ledgerId),
    currency: currencyOf(form),
    timing: timingOf(values['timing'] ?? {}),
  };
}

function addressOf({ values, invalid }: Form, field: 'baseUrl' | 'tokenUrl', host: ConnectorHost): URL {
  if (values[field] === undefined) throw invalid(field, 'is missing');
  return parseGatewayAddress(values[field], host, (rule) => invalid(field, rule));
}

function scopeOf(form: Form): string {
  if (form.values['scope'] === undefined) return defaults.scope;
  const scope = form.text('scope', patterns.scope);
  if (scope.length > 1_000) throw form.invalid('scope', 'is too long');
  return scope;
}

function dimensionsOf(value: unknown): ReadonlyMap<string, string> {
  const form = formOf(value, 'INVALID_SETTINGS', 'settings.dimensions');
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const axis of Object.keys(form.values)) {
    if (!new RegExp(patterns.axis).test(axis)) throw form.invalid(axis.slice(0, 50), 'is no name of a dimension');
    const name = form.text(axis, patterns.dimension);
    if (taken.has(name)) throw form.invalid(axis, 'names a dimension that another one has');
    names.set(axis, name);
    taken.add(name);
  }
  return names;
}

function currencyOf({ values, invalid }: Form): Currency {
  try {
    return parseCurrency(values['currency'] ?? defaults.currency);
  } catch {
    throw invalid('currency', 'is not a currency that Bilag books in');
  }
}

function timingOf(value: unknown): Timing {
  const form = formOf(value, 'INVALID_SETTINGS', 'settings.timing', Object.keys(timings));
  const within = (name: keyof typeof timings) => {
    const { minimum, maximum, default: otherwise } = timings[name];
    const ms = form.values[name] ?? otherwise;
    if (typeof ms === 'number' && Number.isInteger(ms) && ms >= minimum && ms <= maximum) return ms;
    throw form.invalid(name, `is not a whole number from ${minimum} to ${maximum}`);
  };
  return {
    requestTimeoutMs: within('requestTimeoutMs'),
    settlingMs: within('settlingMs'),
    bookingPollMs: within('bookingPollMs'),
    masterDataRestMs: within('masterDataRestMs'),
  };
}

function parseCredentials(value: unknown): ClientCredentials {
  const form = formOf(value, 'INVALID_CREDENTIALS_FORM', 'credentials', ['clientId', 'clientSecret']);
  return {
    clientId: form.text('clientId', patterns.clientId),
    clientSecret: form.text('clientSecret', patterns.clientSecret),
  };
}
