import type { Claim } from './claims.ts';

/** What the approving app has said in all: every approval by its voucher's reference, and those that it has withdrawn. */
export interface Approvals {
  readonly stored: ReadonlyMap<string, Claim>;
  readonly withdrawn: ReadonlySet<Claim>;
}

/** Whether a claim holds as it was approved, or something has taken its place, if only nothing. */
export type Fate = 'stands' | 'undone';

/** Some are never to be sent, whatever their fate: what no ledger can take, and what is the same as before. */
export const isNeverSent = ({ isUnfit, isSame }: Claim): boolean => isUnfit || isSame;

/** The fate of each approval, as the approving app would tell it. */
export function fatesOf({ stored, withdrawn }: Approvals): ReadonlyMap<Claim, Fate> {
  const fates = new Map<Claim, Fate>();
  for (const revisions of bySource(stored)) {
    let fate: Fate = 'stands';
    for (const claim of revisions.toReversed()) {
      // Whatever is withdrawn was the latest then, and takes back all that came before.
      if (withdrawn.has(claim)) fate = 'undone';
      fates.set(claim, fate);
      if (!claim.isSame) fate = 'undone';
    }
  }
  return fates;
}

/** The revisions of each source, the earliest first. */
export function bySource(stored: Approvals['stored']): readonly (readonly Claim[])[] {
  const sources = Map.groupBy(stored.values(), ({ organization, sourceId }) => `${organization.id} ${sourceId}`);
  return [...sources.values()].map((it) => it.toSorted((a, b) => a.revision - b.revision));
}
