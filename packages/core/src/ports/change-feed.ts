/** What may look different now. A hint to read again what is on the screen; it says nothing of what it is. */
export const changeTopics = ['status', 'records', 'sync', 'alerts'] as const;

/** @see changeTopics */
export type ChangeTopic = (typeof changeTopics)[number];

/** Something of an organization has changed, on this replica or another. */
export interface Change {
  readonly organizationId: string;
  /** How far the organization has come: the last entry of its log and its last approval. Another text means that something happened in between. */
  readonly position: string;
  readonly topics: readonly ChangeTopic[];
}

/** The id of one organization, or {@link everything} for whoever administers the platform. */
export type Watched = string;

/** Every organization; no organization can be called so. */
export const everything = '*';

/** Tells who watches an organization that something has changed there. Hints may come twice and for nothing; none that was lost stays lost for more than a moment. */
export interface ChangeFeed {
  /** Something was committed here. Costs nothing now: many become one notification a little later. */
  announce(organizationId: string, topics: readonly ChangeTopic[]): void;
  /** @returns what ends it. */
  watch(watched: Watched, onChange: (change: Change) => void): () => void;
  /** How far an organization has come, or all of them together. */
  positionOf(watched: Watched): Promise<string>;
}

/** The further of two positions, number by number. What is no position is the least. */
export function furthest(one: string, other: string): string {
  const [first, second] = [numbersOf(one), numbersOf(other)];
  return [0, 1].map((place) => String(Math.max(first[place] ?? 0, second[place] ?? 0))).join('.');
}

const numbersOf = (position: string) => position.split('.').map((it) => (/^\d{1,15}$/.test(it) ? Number(it) : 0));
