import { readFileSync } from 'node:fs';
import { changeSettings, checkSettings } from '../settings-board.ts';
import type { MockWorld } from '../world.ts';
import { readFaultRule } from './fault-input.ts';
import { InputError, readObject, refuseUnknown } from './input.ts';

/**
 * Loads a scenario: `{ "settings": { "businessCentral": {…} }, "faults": [rule, …] }`, or just the list of rules. It adds to
 * the rules and settings in force. @throws {InputError} before anything is changed.
 */
export function loadScenario(world: MockWorld, scenario: unknown): void {
  const fields: Record<string, unknown> = Array.isArray(scenario) ? { faults: scenario } : readObject(scenario);
  refuseUnknown(fields, ['name', 'settings', 'faults']);
  const settings = readObject(fields['settings'], 'settings');
  checkSettings(world.settings, settings);
  const rules = listOf(fields['faults']).map((rule) => readFaultRule(rule, world.settings));
  const ids = [...world.faults.list(), ...rules].map(({ id }) => id).filter((id) => id !== undefined);
  const taken = ids.find((id, index) => ids.indexOf(id) !== index);
  if (taken !== undefined) throw new InputError(`There is a fault rule ${taken} already`);
  changeSettings(world.settings, settings);
  for (const rule of rules) world.faults.add(rule);
}

/** Loads the scenario in a JSON file. Throws when the file cannot be read or says nothing that can be understood. */
export function loadScenarioFile(world: MockWorld, path: string): void {
  const scenario: unknown = JSON.parse(readFileSync(path, 'utf8'));
  try {
    loadScenario(world, scenario);
  } catch (cause) {
    throw new Error(`The scenario ${path} cannot be loaded`, { cause });
  }
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new InputError('faults must be a list');
  return value;
}
