import { type ErrorCode, SyncError } from '@bilag/core';
import { defaultDimensions, folderKeyLength, formats, patterns, timings } from './config-schema.ts';
import { isFields } from './fields.ts';

/** Where one organization's vouchers go, and how they are written. Times in milliseconds. */
export interface FileSettings {
  readonly folder: string;
  readonly format: (typeof formats)[number];
  readonly dimensions: readonly string[];
  readonly timing: { readonly settlingMs: number; readonly bookingPollMs: number };
}

/** @throws {SyncError} `INVALID_SETTINGS`, naming the field and never the value. */
export function parseSettings(value: unknown): FileSettings {
  const given = fieldsOf(value, ['profile', 'folder', 'format', 'dimensions', 'timing'], 'INVALID_SETTINGS');
  if (given['profile'] !== 'folder') throw invalid('profile', 'must be «folder»');
  const { folder, format: wanted = 'csv' } = given;
  if (!isText(folder, patterns.folder)) throw invalid('folder', 'must be a plain name of a–z, 0–9 and hyphens');
  const format = formats.find((it) => it === wanted);
  if (format === undefined) throw invalid('format', `must be one of: ${formats.join(', ')}`);
  return { folder, format, dimensions: dimensionsOf(given['dimensions']), timing: timingOf(given['timing']) };
}

/** @throws {SyncError} `INVALID_CREDENTIALS_FORM`, naming the field and never the value. */
export function parseFolderKey(value: unknown): string {
  const { folderKey } = fieldsOf(value, ['folderKey'], 'INVALID_CREDENTIALS_FORM');
  const { minLength, maxLength } = folderKeyLength;
  if (typeof folderKey === 'string' && folderKey.length >= minLength && folderKey.length <= maxLength) return folderKey;
  const message = `«folderKey» must be a text of ${minLength} to ${maxLength} characters.`;
  throw new SyncError('INVALID_CREDENTIALS_FORM', message, { field: 'folderKey' });
}

const invalid = (field: string, rule: string) => new SyncError('INVALID_SETTINGS', `«${field}» ${rule}.`, { field });

const isText = (value: unknown, pattern: string): value is string =>
  typeof value === 'string' && new RegExp(pattern).test(value);

function fieldsOf(value: unknown, known: readonly string[], code: ErrorCode) {
  if (!isFields(value)) throw new SyncError(code, 'An object with the fields of the connector’s schema is needed.');
  const stranger = Object.keys(value)
    .find((it) => !known.includes(it))
    ?.slice(0, 40);
  if (stranger === undefined) return value;
  // Somebody may have put the secret itself where its name belongs; a word of letters alone is a name.
  if (code === 'INVALID_CREDENTIALS_FORM' && !/^[A-Za-z]{1,30}$/.test(stranger)) {
    throw new SyncError(code, `A field is none of ${known.join(', ')}.`);
  }
  throw new SyncError(code, `«${stranger}» is not a field of this connector.`, { field: stranger });
}

function dimensionsOf(value: unknown = defaultDimensions): readonly string[] {
  const axes = Array.isArray(value) ? value.filter((it) => isText(it, patterns.axis)) : [];
  if (Array.isArray(value) && value.length <= 20 && axes.length === value.length && new Set(axes).size === axes.length)
    return axes;
  throw invalid('dimensions', 'must be a list of at most 20 axes, each once');
}

function timingOf(value: unknown = {}): FileSettings['timing'] {
  const given = fieldsOf(value, Object.keys(timings), 'INVALID_SETTINGS');
  const within = (name: keyof typeof timings) => {
    const { minimum, maximum, default: otherwise } = timings[name];
    const ms = given[name] ?? otherwise;
    if (typeof ms === 'number' && Number.isInteger(ms) && ms >= minimum && ms <= maximum) return ms;
    throw invalid(`timing.${name}`, `must be a whole number of milliseconds from ${minimum} to ${maximum}`);
  };
  return { settlingMs: within('settlingMs'), bookingPollMs: within('bookingPollMs') };
}
