import type { Witness } from '@bilag/core';

/** Who remembers across a restart of the process. */
export interface WitnessStore {
  /** `unreadable` when it holds something that is no witness: then nobody can tell, and nothing may be sent. */
  read(): Promise<Witness | 'unreadable' | undefined>;
  /** Replaces it as a whole, on disk when it resolves. */
  write(witness: Witness): Promise<void>;
}

/** Without a file nothing is remembered beyond the process. */
export const noWitness: WitnessStore = { read: () => Promise.resolve(undefined), write: () => Promise.resolve() };
