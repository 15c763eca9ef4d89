import { parseServerAddress, withoutSlashAtEnd } from '@bilag/connector-http';
import type { ConnectorHost, Currency } from '@bilag/core';
import { type Form, formOf } from '../config-form.ts';
import { isRow } from '../exact-json.ts';
import { currencyOf, type Timing, timingOf } from '../settings-fields.ts';
import { patterns, publicAddresses, settingNames, timings } from './config-schema.ts';

/** Where one company's books are in Business Central, and how vouchers get there. */
export interface BusinessCentralSettings {
  readonly profile: 'business-central';
  readonly apiUrl: string;
  readonly authorityHost: string;
  readonly tenantId: string;
  readonly environment: string;
  readonly companyId: string;
  /** As the web client's addresses have it. */
  readonly companyName: string | undefined;
  /** Our name of an axis to Business Central's dimension code, such as `costCenter` to `KOSTNADSSTED`. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** The ledger account that postings on vendors show on. */
  readonly payablesAccount: string | undefined;
  /** The template of our journals, in capitals. */
  readonly journalTemplate: string;
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
    companyName: optionalText(form, 'companyName', patterns.companyName),
    dimensions: dimensionsOf(form),
    payablesAccount: optionalText(form, 'payablesAccount', patterns.account),
    journalTemplate: form.text('journalTemplate', patterns.template).toUpperCase(),
    currency: currencyOf(form),
    post: postOf(form),
    timing: timingOf(form, timings),
  };
}

/** Where to ask for environments and companies, before they are chosen. */
export interface Place {
  readonly apiUrl: string;
  readonly authorityHost: string;
  readonly tenantId: string;
  /** What is set already, if anything. */
  readonly environment: string | undefined;
  readonly requestTimeoutMs: number;
}

/** What is needed of settings that may be incomplete. @throws {SyncError} `INVALID_SETTINGS`, naming the field and never the value. */
export function parsePlace(value: unknown, host: ConnectorHost): Place {
  const form = formOf(value, 'INVALID_SETTINGS', settingNames);
  const { profile = 'business-central', environment } = form.values;
  if (profile !== 'business-central') throw form.invalid('profile', 'must be «business-central»');
  return {
    apiUrl: addressOf(form, 'apiUrl', host),
    authorityHost: addressOf(form, 'authorityHost', host),
    tenantId: form.text('tenantId', patterns.tenant),
    environment: environment === undefined ? undefined : form.text('environment', patterns.environment),
    requestTimeoutMs: timingOf(form, timings).requestTimeoutMs,
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
  return withoutSlashAtEnd(url);
}

function optionalText(form: Form, field: string, pattern: string): string | undefined {
  return form.values[field] === undefined ? undefined : form.text(field, pattern);
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

function postOf({ values, invalid }: Form): boolean {
  const given = values['post'] ?? false;
  if (typeof given !== 'boolean') throw invalid('post', 'must be true or false');
  return given;
}
