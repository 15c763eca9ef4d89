import type { HoldReason } from './instance-repo.ts';

/** What is remembered of a database outside of it: which instance it was, and how far its heartbeats had come. It must never lie ahead of the database. */
export interface Witness {
  readonly instanceId: string;
  readonly epoch: number;
  readonly beats: number;
}

/** What a heartbeat was answered. */
export interface Heartbeat extends Witness {
  readonly mode: 'normal' | 'reconcile-only';
  readonly why: HoldReason | null;
}

/** Where the heartbeats are counted. */
export interface HeartbeatStore {
  /** Holds the database against what is remembered of it, stops all sending when they contradict each other, and counts on. */
  beat(remembered: Witness | undefined, isUnreadable: boolean): Promise<Heartbeat>;
}
