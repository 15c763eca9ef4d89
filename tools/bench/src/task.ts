/** What a handler does with a message: nothing, one ERP call for each, or one for many where the contestant can batch. */
export type HandlerKind = 'nothing' | 'one-call' | 'batches';

/** What one contestant, which is a process of its own, is asked to do. It travels as JSON. */
export interface Task {
  readonly contestant: string;
  readonly step: 'prepare' | 'run';
  readonly databaseUrl: string;
  /** The process whose children are all of PostgreSQL. */
  readonly postmasterPid: number;
  readonly organizations: number;
  /** Messages that are timed, and those before them that are not. */
  readonly records: number;
  readonly warmUp: number;
  readonly handler: HandlerKind;
  /** One big organization comes first, and ten messages of each of the others after it. */
  readonly isSkewed: boolean;
  /** What lies in our tables besides. */
  readonly backlog?: Backlog;
  /** One approval of ten came in a trace that its caller wants to see. */
  readonly isSampled?: boolean;
  /** The first so many organizations have an ERP that takes calls and never answers. */
  readonly hanging?: number;
  /** Stop after so many messages although there are more; for what is measured at a backlog. */
  readonly stopAfter?: number;
  readonly erpUrl: string;
  /** Of this run, so that what one process sealed another can open. */
  readonly keys: ServiceKeys;
  /** Further settings of the service, as environment variables. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Records of years, copied from a few that our engine has dealt with. */
export interface Backlog {
  /** What became of the finished ones: `booked` at once, with one entry in the sync log, or `retried`, with five. */
  readonly story: 'booked' | 'retried';
  readonly finished: number;
  /** Refused, and nobody has done anything about it. */
  readonly failed: number;
  /** Not yet looked at. */
  readonly pending: number;
  /** The first organization has half of everything; else all have as much. */
  readonly isSkewed: boolean;
  /** The sync log is sealed to its end, as it is once a worker has run. */
  readonly isSealed: boolean;
}

/** The secrets of the service in this run; base64 or plain text as its environment takes them. */
export interface ServiceKeys {
  readonly jwtSecret: string;
  readonly credentialKey: string;
}

/** What a contestant measured, by name: `perSec`, `cpuPer1k` and others. */
export type Figures = Readonly<Record<string, number>>;

/** All messages of a task. */
export const messagesOf = ({ records, warmUp }: Pick<Task, 'records' | 'warmUp'>) => records + warmUp;
