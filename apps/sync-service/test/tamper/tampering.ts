import type { ChainFaultKind } from '@bilag/core';
import type pg from 'pg';
import type { Chance } from './chance.ts';
import type { IntactLog } from './the-log.ts';

/** What a tampering did, and what its verification must name. */
export interface Trace {
  readonly what: string;
  /** The first wrong entry. */
  readonly logId?: string;
  /** The first wrong place, or the first and the last place of the seal in which nothing can be trusted any more. */
  readonly position?: number;
  readonly places?: readonly [from: number, through: number];
  /** Only who kept the head of the chain elsewhere can see it. */
  readonly needsHead?: boolean;
}

/** A way to falsify the log as owner of the database, within a transaction that is rolled back. */
export interface Tampering {
  readonly name: string;
  /** What it must be called. */
  readonly kinds: readonly ChainFaultKind[];
  apply(client: pg.ClientBase, log: IntactLog, chance: Chance): Promise<Trace>;
}
