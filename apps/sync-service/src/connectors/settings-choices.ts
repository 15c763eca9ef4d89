import { type SettingsChoice, SyncError } from '@bilag/core';

/** The most choices that are shown; nobody looks for a company among more. */
const mostChoices = 1_000;

/** A plugin's list of choices, as the port has it. @throws {SyncError} `CONNECTOR_FAULT`. */
export function checkedChoices(given: unknown): readonly SettingsChoice[] {
  if (!Array.isArray(given)) throw junk();
  return given.slice(0, mostChoices).map((item: unknown) => {
    const copy = jsonOf(item);
    if (!isObject(copy) || typeof copy['title'] !== 'string' || !isObject(copy['settings'])) throw junk();
    return { title: copy['title'], settings: copy['settings'] };
  });
}

function jsonOf(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value ?? null));
  } catch {
    throw junk();
  }
}

const junk = () => new SyncError('CONNECTOR_FAULT', 'The connector gave a list of choices that is not one.');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
