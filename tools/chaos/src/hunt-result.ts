/** What became of a planted bug. */
export interface Hunt {
  /** What the oracle saw; `undefined` when the bug got through. */
  readonly caught: string | undefined;
  /** Whether the bug has changed anything at all. */
  readonly hasActed: boolean;
  /** Faults of the scene that met no call: without them the hunt says little. */
  readonly idleFaults: number;
  readonly seconds: number;
}
