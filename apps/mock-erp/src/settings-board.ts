import { readObject, refuseUnknown } from './control/input.ts';

/** The settings of one simulated system, for the control API, faults and scenarios. */
export interface SettingsSwitch {
  current(): object;
  /** @throws {InputError} saying which field is wrong; nothing is changed. */
  check(changes: unknown): void;
  /** Changes what is named and leaves the rest. @throws {InputError} */
  change(changes: unknown): void;
}

/** How each field of the settings is read from JSON. */
export type SettingsReaders<Settings> = {
  readonly [Name in keyof Settings]-?: (value: unknown, name: string) => Settings[Name];
};

/** All settings of the sandbox by system: `xledger`, `businessCentral`, `entra`. */
export type SettingsBoard = Map<string, SettingsSwitch>;

/** A switch over a settings object that its system reads as it goes. */
export function settingsSwitch<Settings extends object>(
  settings: Settings,
  readers: SettingsReaders<Settings>,
): SettingsSwitch {
  const read = (changes: unknown) => readSettings(changes, readers);
  return {
    current: () => ({ ...settings }),
    check: (changes) => void read(changes),
    change: (changes) => void Object.assign(settings, read(changes)),
  };
}

/** Checks changes to several systems, then makes them. @throws {InputError} before anything is changed. */
export function changeSettings(board: SettingsBoard, changes: Readonly<Record<string, unknown>>): void {
  checkSettings(board, changes);
  for (const [system, fields] of Object.entries(changes)) board.get(system)?.change(fields);
}

/** @throws {InputError} when a system or a field is unknown or a value is wrong. */
export function checkSettings(board: SettingsBoard, changes: Readonly<Record<string, unknown>>): void {
  refuseUnknown(changes, [...board.keys()], 'settings');
  for (const [system, fields] of Object.entries(changes)) board.get(system)?.check(fields);
}

function readSettings<Settings extends object>(
  changes: unknown,
  readers: SettingsReaders<Settings>,
): Partial<Settings> {
  const fields = readObject(changes, 'settings');
  const names = Object.keys(readers);
  refuseUnknown(fields, names);
  const read: Partial<Settings> = {};
  const isName = (name: string): name is Extract<keyof Settings, string> => name in readers;
  for (const name of Object.keys(fields).filter(isName)) read[name] = readers[name](fields[name], name);
  return read;
}
