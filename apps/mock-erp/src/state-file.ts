import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A JSON file that always holds one whole state. */
export interface StateFile<State> {
  /** The last state written, if there is one. */
  read(): State | undefined;
  /** Replaces the state in one step, so that a crash leaves the old or the new one. */
  write(state: State): void;
}

/** The state file at this path; its folder is created. */
export function openStateFile<State>(path: string): StateFile<State> {
  mkdirSync(dirname(path), { recursive: true });
  return {
    read() {
      if (!existsSync(path)) return undefined;
      const state: State = JSON.parse(readFileSync(path, 'utf8'));
      return state;
    },
    write(state) {
      writeFileSync(`${path}.new`, JSON.stringify(state), { flush: true });
      renameSync(`${path}.new`, path);
    },
  };
}
