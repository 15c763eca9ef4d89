import { parseServerAddress } from '@bilag/connector-http';
import { type ConnectorHost, type Currency, parseCurrency } from '@bilag/core';
import { type Form, formOf } from '../config-form.ts';
import { isRow } from '../exact-json.ts';
import { patterns, publicAddresses, settingNames, timings } from './config-schema.ts';

/** How patient the connector is, in milliseconds. */
export interface Timing {
  readonly requestTimeoutMs: number;
  readonly settlingMs: number;
  readonly bookingPollMs: number;
  readonly masterDataRestMs: number;
}

/** Where one company's books are in Business Central, and how vouchers get there. */
export interface BusinessCentralSettings {
  readonly profile: 'business-central';
  readonly apiUrl: string;
  readonly authorityHost: string;
  readonly tenantId: string;
  readonly environment: string;
  readonly companyId: string;
  /** Our name of an axis to Business Central's dimension code, such as `costCenter` to `KOSTNADSSTED`. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** The company's local currency; journals know no other. */
  readonly currency: Currency;
  /** Post at once; otherwise the journal waits for a person. */
  readonly post: boolean;
  readonly timing: Timing;
}

/** @throws {SyncError} `INVALID_SETTINGS`, naming the field and never the value. */
export function parseSettings(value: unknown, host: ConnectorHost): BusinessCentralSettings {
  const form = formOf(value, 'INVALID_SETTINGS', settingNames);
  if (form.values['profile'] !== 'business-central') throw form.invalid('profile', 'must be «business-central»');
  return {
    profile: 'business-central',
    apiUrl: addressOf(form, 'apiUrl', host),
    authorityHost: addressOf(form, 'authorityHost', host),
    tenantId: form.text('tenantId', patterns.tenant),
    environment: form.text('environment', patterns.environment),
    companyId: form.text('companyId', patterns.guid).toLowerCase(),
    dimensions: dimensionsOf(form),
    currency: currencyOf(form),
    post: postOf(form),
    timing: timingOf(form),
  };
}

const microsoftHosts = {
  apiUrl: ['businesscentral.dynamics.com', '*.businesscentral.dynamics.com'],
  authorityHost: ['login.microsoftonline.com', 'login.microsoftonline.us', 'login.partner.microsoftonline.cn'],
} as const;

/** Only Microsoft's own hosts, and this machine where the host allows it. */
function addressOf({ values, invalid }: Form, field: 'apiUrl' | 'authorityHost', host: ConnectorHost): string {
  const { [field]: given = publicAddresses[field] } = values;
  const url = parseServerAddress(given, microsoftHosts[field], host, (rule) => invalid(field, rule));
  // The sign-in library refuses plain http whatever the address.
  if (field === 'authorityHost' && url.protocol !== 'https:') throw invalid(field, 'must begin with https');
  return url.href.replace(/\/+$/, '');
}

function dimensionsOf({ values, invalid }: Form): Readonly<Record<string, string>> {
  const given = values['dimensions'];
  if (!isRow(given)) throw invalid('dimensions', 'must be an object of dimension codes');
  const form = formOf(given, 'INVALID_SETTINGS', Object.keys(given), 'dimensions.');
  const codes = Object.keys(given).map((axis): [string, string] => {
    if (!new RegExp(patterns.axis).test(axis)) throw invalid('dimensions', 'must name axes by letters and digits');
    return [axis, form.text(axis, patterns.dimensionCode).toUpperCase()];
  });
  if (new Set(codes.map(([, code]) => code)).size < codes.length)
    throw invalid('dimensions', 'must name each code once');
  return Object.fromEntries(codes);
}

function currencyOf({ values, invalid }: Form): Currency {
  try {
    return parseCurrency(values['currency'] ?? 'NOK', 'currency');
  } catch {
    throw invalid('currency', 'must be a currency that Bilag books in');
  }
}

function postOf({ values, invalid }: Form): boolean {
  const given = values['post'] ?? false;
  if (typeof given !== 'boolean') throw invalid('post', 'must be true or false');
  return given;
}

function timingOf({ values }: Form): Timing {
  const form = formOf(values['timing'] ?? {}, 'INVALID_SETTINGS', Object.keys(timings), 'timing.');
  const within = (name: keyof Timing) => {
    const { minimum, maximum, default: otherwise } = timings[name];
    const ms = form.values[name] ?? otherwise;
    if (typeof ms === 'number' && Number.isInteger(ms) && ms >= minimum && ms <= maximum) return ms;
    throw form.invalid(name, `must be a whole number of milliseconds from ${minimum} to ${maximum}`);
  };
  return {
    requestTimeoutMs: within('requestTimeoutMs'),
    settlingMs: within('settlingMs'),
    bookingPollMs: within('bookingPollMs'),
    masterDataRestMs: within('masterDataRestMs'),
  };
}
