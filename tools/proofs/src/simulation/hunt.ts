import type { Mutant } from './mutants.ts';
import { simulate } from './simulate.ts';

/** The first seed in which a planted bug shows, and how; `undefined` when it got through all of them. */
export async function huntMutant(
  mutant: Mutant,
  seeds: number,
): Promise<{ readonly seed: number; readonly fault: string } | undefined> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const fault = await faultIn(seed, mutant);
    if (fault !== undefined) return { seed, fault };
  }
  return undefined;
}

/** A bug may also make the engine or the store throw, as they refuse what cannot be. */
async function faultIn(seed: number, mutant: Mutant): Promise<string | undefined> {
  try {
    return (await simulate(seed, mutant)).fault;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
