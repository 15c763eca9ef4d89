import { parseServerAddress } from '@bilag/connector-http';
import { type ConnectorConfig, type ConnectorHost, SyncError } from '@bilag/core';
import { isObject, type JsonObject } from '../json.ts';
import { defaults, longestRequestTimeoutMs, ownerSets, type Slot, slots } from './config-schema.ts';

type OwnerSet = (typeof ownerSets)[number];

/** Settings of one organization, checked. */
export interface XledgerSettings {
  readonly endpoint: URL;
  /** Where each of our dimensions goes; no two share a place. */
  readonly dimensions: ReadonlyMap<string, Slot>;
  /** The entity that vouchers must go to, as its `ownerDbId`. */
  readonly ledgerId: string;
  readonly transactionSource: string;
  readonly jobLevel: number;
  /** Whose master data are read; everybody's, so far as Xledger lets us, when it is not said. */
  readonly ownerSet: OwnerSet | undefined;
  /** Whether receipts are put on the rows of the import queue. */
  readonly receipts: boolean;
  readonly monthlyRequests: number;
  readonly requestTimeoutMs: number;
  readonly settlingMs: number;
  readonly bookingPollMs: number;
  readonly masterDataRestMs: number;
}

/** Settings and secret of one organization, checked. */
export interface XledgerConfig {
  readonly settings: XledgerSettings;
  readonly apiToken: string;
}

/**
 * Reads what is stored for an organization, as `config-schema.ts` describes it.
 * @throws {SyncError} `INVALID_SETTINGS` or `INVALID_CREDENTIALS_FORM`, naming the field and never the value.
 */
export function parseConfig({ settings, credentials }: ConnectorConfig, host: ConnectorHost): XledgerConfig {
  return { settings: parseSettings(settings, host), apiToken: parseApiToken(credentials) };
}

const settingNames = [
  'profile',
  'endpoint',
  'dimensions',
  'ledgerId',
  'transactionSource',
  'jobLevel',
  'ownerSet',
  'receipts',
  'monthlyRequests',
  'timing',
] as const;
const timingNames = ['requestTimeoutMs', 'settlingMs', 'bookingPollMs', 'masterDataRestMs'] as const;

function parseSettings(value: unknown, host: ConnectorHost): XledgerSettings {
  const given = knownFields(value, settingNames, 'settings');
  if (given['profile'] !== 'graphql')
    throw invalid('settings.profile', 'is not an interface that this connector knows');
  const { ledgerId, transactionSource = defaults.transactionSource, jobLevel = defaults.jobLevel } = given;
  const timing = knownFields(given['timing'] ?? {}, timingNames, 'settings.timing');
  const time = (name: (typeof timingNames)[number], most = 86_400_000) =>
    wholeNumber(timing[name] ?? defaults[name], most, `settings.timing.${name}`);
  if (typeof ledgerId !== 'string' || !/^\d{1,18}$/.test(ledgerId)) {
    throw invalid('settings.ledgerId', 'is not an entity’s id');
  }
  if (typeof transactionSource !== 'string' || !/^\S.{0,19}$/.test(transactionSource)) {
    throw invalid('settings.transactionSource', 'is not a code');
  }
  return {
    endpoint: parseServerAddress(given['endpoint'], hosts, host, refuseEndpoint),
    dimensions: parseDimensions(given['dimensions']),
    ledgerId,
    transactionSource,
    jobLevel: wholeNumber(jobLevel, 99, 'settings.jobLevel'),
    ownerSet: parseOwnerSet(given['ownerSet']),
    receipts: trueOrFalse(given['receipts'] ?? false, 'settings.receipts'),
    monthlyRequests: wholeNumber(
      given['monthlyRequests'] ?? defaults.monthlyRequests,
      10_000_000,
      'settings.monthlyRequests',
    ),
    requestTimeoutMs: time('requestTimeoutMs', longestRequestTimeoutMs),
    settlingMs: time('settlingMs'),
    bookingPollMs: time('bookingPollMs'),
    masterDataRestMs: time('masterDataRestMs'),
  };
}

/** @source reference of the Xledger API, section 2, read 2026-11 */
const hosts = ['*.xledger.net'];

function refuseEndpoint(rule: string): SyncError {
  return new SyncError('INVALID_SETTINGS', `The address of Xledger ${rule}.`, { field: 'settings.endpoint' });
}

function parseOwnerSet(value: unknown): OwnerSet | undefined {
  const found = ownerSets.find((it) => it === value);
  if (value !== undefined && found === undefined)
    throw invalid('settings.ownerSet', `is not one of ${ownerSets.join(', ')}`);
  return found;
}

function parseDimensions(value: unknown): ReadonlyMap<string, Slot> {
  if (!isObject(value)) throw invalid('settings.dimensions', 'is missing');
  const dimensions = new Map<string, Slot>();
  for (const [axis, wanted] of Object.entries(value)) {
    if (!/^[A-Za-z][\w-]{0,49}$/.test(axis))
      throw invalid('settings.dimensions', 'has a name that is none of a dimension');
    const slot = slots.find((it) => it === wanted);
    const field = `settings.dimensions.${axis}`;
    if (slot === undefined) throw invalid(field, `is not one of ${slots.join(', ')}`);
    if ([...dimensions.values()].includes(slot)) throw invalid(field, 'names a place that another dimension has');
    dimensions.set(axis, slot);
  }
  return dimensions;
}

/** The token is base64url text that decodes and encodes to itself. @source reference of the Xledger API, section 2, read 2026-11 */
function parseApiToken(value: unknown): string {
  const refuse = (what: string, field: string) =>
    new SyncError('INVALID_CREDENTIALS_FORM', `The API token ${what}.`, { field });
  if (!isObject(value)) throw refuse('is missing', 'credentials.apiToken');
  if (Object.keys(value).some((name) => name !== 'apiToken')) throw refuse('is the only credential', 'credentials');
  const { apiToken } = value;
  if (typeof apiToken !== 'string' || !/^[\w-]{1,4096}$/.test(apiToken)) {
    throw refuse('is missing, or is not base64url text', 'credentials.apiToken');
  }
  if (Buffer.from(apiToken, 'base64url').toString('base64url') !== apiToken) {
    throw refuse('is not complete: it does not decode', 'credentials.apiToken');
  }
  return apiToken;
}

function knownFields(value: unknown, names: readonly string[], field: string): JsonObject {
  if (!isObject(value)) throw invalid(field, 'is not an object');
  if (Object.keys(value).some((name) => !names.includes(name))) {
    throw invalid(field, `has a field that is none of ${names.join(', ')}`);
  }
  return value;
}

function trueOrFalse(value: unknown, field: string): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(field, 'is neither true nor false');
}

function wholeNumber(value: unknown, highest: number, field: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= highest) return value;
  throw invalid(field, `is not a whole number from 1 to ${highest}`);
}

function invalid(field: string, what: string): SyncError {
  return new SyncError('INVALID_SETTINGS', `The setting «${field}» ${what}.`, { field });
}
