/** How much is to happen. */
export interface ChaosOptions {
  /** How many processes die by SIGKILL. */
  readonly kills: number;
  /** How many approvals at least. */
  readonly records: number;
  readonly seed: number;
  readonly workers: number;
  /** How many organizations, each with a lane of its own; a lane whose sender was killed rests until its lease is over. */
  readonly organizations: number;
}

/** What is left out is chosen to fit the number of kills. */
export function chaosOptions(given: Partial<ChaosOptions>): ChaosOptions {
  const { kills = 100, seed = 1, workers = 6 } = given;
  const { records = kills * 10, organizations = Math.min(72, Math.ceil(kills * 0.5) + 16) } = given;
  return { kills, records, seed, workers, organizations };
}
