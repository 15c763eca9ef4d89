import type { ChaosDatabase } from './database.ts';

/** Lanes whose sender was struck while it held them, until somebody else has taken them. */
export interface Takeovers {
  /** Notes the lanes that this owner holds now; it is dead or frozen. @returns the organizations. */
  note(owner: string): Promise<readonly string[]>;
  /** How many were noted, and how many of them somebody has taken over since. */
  count(): Promise<{ readonly noted: number; readonly taken: number }>;
  /** Whether others have taken over everything that this owner held. */
  isTaken(owner: string): Promise<boolean>;
}

interface Noted {
  readonly owner: string;
  readonly organizationId: string;
  readonly fence: bigint;
}

/** Reads lanes as the database's owner. */
export function watchTakeovers(database: ChaosDatabase): Takeovers {
  const noted: Noted[] = [];
  const taken = async (which: readonly Noted[]) => {
    const rows = await database.query<{ organization_id: string; owner: string | null; fence: string }>(
      'select organization_id, owner, fence from bilag.lanes',
    );
    const lanes = new Map(rows.map((it) => [it.organization_id, it]));
    return which.filter(({ organizationId, owner, fence }) => {
      const lane = lanes.get(organizationId);
      if (lane === undefined) return false;
      // A lease that PostgreSQL forgot when it was stopped is given out again, with the same fence, to somebody else.
      return (
        BigInt(lane.fence) > fence || (BigInt(lane.fence) === fence && lane.owner !== null && lane.owner !== owner)
      );
    }).length;
  };
  return {
    async note(owner) {
      const rows = await database.query<{ organization_id: string; fence: string }>(
        'select organization_id, fence from bilag.lanes where owner = $1',
        [owner],
      );
      noted.push(...rows.map((it) => ({ owner, organizationId: it.organization_id, fence: BigInt(it.fence) })));
      return rows.map((it) => it.organization_id);
    },
    count: async () => ({ noted: noted.length, taken: await taken(noted) }),
    async isTaken(owner) {
      const its = noted.filter((it) => it.owner === owner);
      return (await taken(its)) === its.length;
    },
  };
}
