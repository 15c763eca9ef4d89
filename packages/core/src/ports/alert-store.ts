import type { Alert, AlertSubject } from '../domain/alert.ts';
import type { OrganizationFacts } from '../domain/alert-rules.ts';

/** An alert that its subject has outgrown, or that shrank. */
export interface AlertChange {
  readonly alert: Alert;
  readonly subject: AlertSubject;
  /** Whether people are told of it. */
  readonly isTold: boolean;
}

/** One evaluation of the rules, which no other process makes at the same time. */
export interface AlertTurn {
  /** Of every organization of which there is something to say. */
  facts(): Promise<readonly OrganizationFacts[]>;
  /** Those that are open, of organizations and of the platform. */
  open(): Promise<readonly Alert[]>;
  /** Opens alerts, and owes whoever is to be told a message about each. */
  raise(alerts: readonly { readonly organizationId: string; readonly subject: AlertSubject }[]): Promise<void>;
  change(changes: readonly AlertChange[]): Promise<void>;
  /**
   * Ends alerts, and owes whoever is to be told a message about each. One whose records were taken by the accounting system and are not booked yet stays open.
   * @returns how many it has ended.
   */
  clear(alerts: readonly Alert[]): Promise<number>;
}

/** Where alerts are kept. */
export interface AlertStore {
  /** Runs an evaluation as one transaction; `undefined` while another process is at it. */
  inTurn<T>(work: (turn: AlertTurn) => Promise<T>): Promise<T | undefined>;
}
