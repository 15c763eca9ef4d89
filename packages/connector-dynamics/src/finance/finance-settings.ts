import { parseServerAddress, withoutSlashAtEnd } from '@bilag/connector-http';
import type { ConnectorHost, Currency } from '@bilag/core';
import { type Form, formOf } from '../config-form.ts';
import { isRow } from '../exact-json.ts';
import { currencyOf, type Timing, timingOf } from '../settings-fields.ts';
import type { AccountFormat, Segment } from './account-format.ts';
import { mainAccount, patterns, publicAuthority, settingNames, timings } from './config-schema.ts';
import { authorityHosts, environmentHosts, isMicrosofts } from './microsoft-hosts.ts';

/** Where an environment is and how one signs in there. */
export interface FinancePlace {
  /** Without a slash at its end. */
  readonly environmentUrl: string;
  readonly authorityHost: string;
  readonly tenantId: string;
  readonly timing: Timing;
}

/** Where one company's books are in Finance & Operations, and how its vouchers are written there. */
export interface FinanceSettings extends FinancePlace {
  readonly profile: 'finance';
  /** In lower case, as data areas are. */
  readonly company: string;
  readonly journalName: string;
  /** Our name of an axis to the financial dimension's, such as `costCenter` to `CostCenter`. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly accountFormat: AccountFormat;
  readonly defaultDimensionFormat: AccountFormat;
  readonly chartOfAccounts: string | undefined;
  readonly payablesAccount: string | undefined;
  readonly currency: Currency;
}

/** @throws {SyncError} `INVALID_SETTINGS`, naming the field and never the value. */
export function parseSettings(value: unknown, host: ConnectorHost): FinanceSettings {
  const form = formOf(value, 'INVALID_SETTINGS', settingNames);
  const place = placeOf(form, host);
  const dimensions = dimensionsOf(form);
  return {
    profile: 'finance',
    ...place,
    company: form.text('company', patterns.company).toLowerCase(),
    journalName: textOf(form, 'journalName', patterns.journalName),
    dimensions,
    ...formatsOf(form, dimensions),
    chartOfAccounts: optionalText(form, 'chartOfAccounts', patterns.name),
    payablesAccount: optionalText(form, 'payablesAccount', patterns.account),
    currency: currencyOf(form),
  };
}

/** As much of the settings as it takes to sign in. @throws {SyncError} as {@link parseSettings}. */
export function parsePlace(value: unknown, host: ConnectorHost): FinancePlace {
  return placeOf(formOf(value, 'INVALID_SETTINGS', settingNames), host);
}

/** What a token has to be for. @source dynamics.md §3.1, read 2026-11: the environment's address in lower case without a slash at its end. */
export function scopeOf({ environmentUrl }: FinancePlace): string {
  return `${environmentUrl.toLowerCase()}/.default`;
}

function placeOf(form: Form, host: ConnectorHost): FinancePlace {
  if (form.values['profile'] !== 'finance') throw form.invalid('profile', 'must be «finance»');
  return {
    environmentUrl: environmentOf(form, host),
    authorityHost: authorityOf(form, host),
    tenantId: form.text('tenantId', patterns.tenant),
    timing: timingOf(form, timings),
  };
}

function environmentOf({ values, invalid }: Form, host: ConnectorHost): string {
  const field = 'environmentUrl';
  if (values[field] === undefined) throw invalid(field, 'is missing');
  const url = parseServerAddress(values[field], environmentHosts, host, (rule) =>
    invalid(field, rule.startsWith('must be on') ? 'must be that of a Finance & Operations environment' : rule),
  );
  // A token is for the environment as a whole: what comes after its name would become a part of the audience.
  if (isMicrosofts(url) && url.pathname !== '/') throw invalid(field, 'must end with the name of the environment');
  return withoutSlashAtEnd(url);
}

function authorityOf({ values, invalid }: Form, host: ConnectorHost): string {
  const { authorityHost: given = publicAuthority } = values;
  const url = parseServerAddress(given, authorityHosts, host, (rule) => invalid('authorityHost', rule));
  // The sign-in library refuses plain http whatever the address.
  if (url.protocol !== 'https:') throw invalid('authorityHost', 'must begin with https');
  return withoutSlashAtEnd(url);
}

/** Like the form's own, with classes of Unicode in the pattern. */
function textOf({ values, invalid }: Form, field: string, pattern: string): string {
  const given = values[field];
  if (typeof given !== 'string' || given === '') throw invalid(field, 'is missing');
  if (!new RegExp(pattern, 'u').test(given)) throw invalid(field, 'does not have the right form');
  return given;
}

function optionalText(form: Form, field: string, pattern: string): string | undefined {
  return form.values[field] === undefined ? undefined : textOf(form, field, pattern);
}

function dimensionsOf({ values, invalid }: Form): Readonly<Record<string, string>> {
  const given = values['dimensions'];
  if (!isRow(given)) throw invalid('dimensions', 'must be an object of financial dimensions');
  // More than a ledger account of Finance & Operations can be composed of.
  if (Object.keys(given).length > 50) throw invalid('dimensions', 'must be 50 at most');
  const form = formOf(given, 'INVALID_SETTINGS', Object.keys(given), 'dimensions.');
  const names = Object.keys(given).map((axis): [string, string] => {
    if (!new RegExp(patterns.axis).test(axis)) throw invalid('dimensions', 'must name axes by letters and digits');
    return [axis, textOf(form, axis, patterns.name)];
  });
  if (new Set(names.map(([, name]) => name.toLowerCase())).size < names.length) {
    throw invalid('dimensions', 'must name each financial dimension once');
  }
  return Object.fromEntries(names);
}

function formatsOf(form: Form, dimensions: FinanceSettings['dimensions']) {
  const delimiter = optionalText(form, 'delimiter', patterns.delimiter) ?? '-';
  const given = partsOf(form, 'accountFormat');
  // Settings are stored as an object, whose order nobody keeps: in a wrong one a value would be booked on another dimension.
  if (given === undefined && Object.keys(dimensions).length > 1) {
    throw form.invalid(
      'accountFormat',
      'must be given when there is more than one dimension, in the order of the legal entity',
    );
  }
  const parts = given ?? [mainAccount, ...Object.values(dimensions)];
  if (!parts.includes(mainAccount)) throw form.invalid('accountFormat', `must have «${mainAccount}» among its parts`);
  const defaults = partsOf(form, 'defaultDimensionFormat') ?? parts.filter((it) => it !== mainAccount);
  if (defaults.includes(mainAccount)) throw form.invalid('defaultDimensionFormat', 'must not have a main account');
  const segmentsOf = (names: readonly string[]) => names.map((name) => segmentOf(name, dimensions));
  const missing = Object.values(dimensions).find((name) => !parts.includes(name));
  if (missing !== undefined) throw form.invalid('accountFormat', 'must have every dimension of the settings');
  return {
    accountFormat: { delimiter, segments: segmentsOf(parts) },
    defaultDimensionFormat: { delimiter, segments: segmentsOf(defaults) },
  };
}

function segmentOf(name: string, dimensions: FinanceSettings['dimensions']): Segment {
  if (name === mainAccount) return { holds: 'main account' };
  const axis = Object.keys(dimensions).find((it) => dimensions[it] === name);
  return axis === undefined ? { holds: 'nothing of ours' } : { holds: 'axis', axis };
}

function partsOf({ values, invalid }: Form, field: string): readonly string[] | undefined {
  const given = values[field];
  if (given === undefined) return undefined;
  const isName = (it: unknown): it is string => typeof it === 'string' && new RegExp(patterns.name, 'u').test(it);
  if (!Array.isArray(given) || !given.every(isName)) throw invalid(field, 'must be a list of names');
  if (new Set(given).size < given.length) throw invalid(field, 'must have each part once');
  return given;
}
