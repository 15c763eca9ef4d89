import { XLEDGER_SEED } from '../seed-xledger.ts';

/** How strict this Xledger is; the defaults are like the real one as far as that is known. */
export interface XledgerSettings {
  /** What a mass mutation does when some nodes are bad: store nothing, or store the good ones. */
  massFailureMode: 'atomic' | 'partial';
  /** Whether more than `burstRequests` within `burstWindowMs` are refused. */
  burstLimit: boolean;
  burstRequests: number;
  burstWindowMs: number;
  /** Requests in flight per token; 0 switches the limit off. */
  maxConcurrent: number;
  /** Nodes left to write and queries left to make before credits run out; -1 means no end. */
  credits: number;
  /** When credits are full again, as milliseconds from running out. */
  creditsRefillMs: number;
  /** HTTP status of refused tokens. */
  tokenErrorStatus: 200 | 401;
  /** Whether every API token has been revoked. */
  tokensRevoked: boolean;
  /** Largest `first` or `last`. */
  pageLimit: number;
  /** Most nodes in one mass mutation. */
  massLimit: number;
  /** The last closed day, `YYYY-MM-DD`. */
  closedTo: string;
  /** From this instant of the sandbox's clock on (ISO), `closedToThen` is closed too; empty means never. */
  periodClosesAt: string;
  closedToThen: string;
  /** Ledger accounts that are closed for posting besides those of the seed. */
  blockedAccounts: readonly string[];
  /** Failed posts in a row that make a webhook FAULTED. */
  webhookFailures: number;
}

/** @source xledger.md §9 (burst, page, mass), 2026-11; the numbers of concurrent requests and of failed posts are invented. */
export const DEFAULT_XLEDGER_SETTINGS: Readonly<XledgerSettings> = {
  massFailureMode: 'atomic',
  burstLimit: true,
  burstRequests: 20,
  burstWindowMs: 5_000,
  maxConcurrent: 5,
  credits: -1,
  creditsRefillMs: 20 * 60_000,
  tokenErrorStatus: 200,
  tokensRevoked: false,
  pageLimit: 10_000,
  massLimit: 500,
  closedTo: XLEDGER_SEED.closedTo,
  periodClosesAt: '',
  closedToThen: '',
  blockedAccounts: [],
  webhookFailures: 5,
};
