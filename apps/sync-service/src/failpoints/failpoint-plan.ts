import type { EnvironmentReader } from '../environment.ts';

/** The places at which a worker can be made to die or to freeze, in the order in which a voucher passes them. */
export const failpoints = [
  'after-lease',
  'in-read-master-data',
  'before-find',
  'after-find',
  'before-intent',
  'after-intent',
  'before-post',
  'after-post',
  'before-record',
  'after-record',
] as const;

/** One of {@link failpoints}. */
export type Failpoint = (typeof failpoints)[number];

/** Bugs that can be planted where the engine meets the world, to see that a proof finds them. */
export const mutants = [
  'no-look-up',
  'failed-look-up-is-absent',
  'settling-zero',
  'resend-on-lost-reply',
  'lost-is-booked',
  'sent-twice',
  'float-amounts',
  'no-intent',
  'outcome-lost',
  'doubt-forgotten',
] as const;

/** One of {@link mutants}. */
export type MutantName = (typeof mutants)[number];

/** The process sends itself a signal as it passes the point for the nth time. */
export interface FailpointStrike {
  readonly point: Failpoint;
  readonly action: 'kill' | 'stop';
  readonly nth: number;
}

/** What is to go wrong in this process, for a proof. */
export interface FailpointPlan {
  readonly strikes: readonly FailpointStrike[];
  readonly mutant?: MutantName;
}

const variable = 'BILAG_FAILPOINTS';

/**
 * Reads `BILAG_FAILPOINTS`: `after-post:kill@2` (SIGKILL at the second passing), `before-post:stop` (SIGSTOP at the first), `mutant:no-look-up`, `watch`
 * (only tell), with commas between them. Nothing goes wrong unless it is set, and a process in production refuses to start with it.
 */
export function failpointPlan(read: EnvironmentReader): { readonly failpoints?: FailpointPlan } {
  const text = read.text(variable);
  if (text === undefined) return {};
  if (read.text('NODE_ENV') === 'production') {
    read.problem(variable, 'must not be set in production: it makes the process kill itself');
    return {};
  }
  const words = text.split(',').filter((it) => it !== 'watch');
  const [mutant] = words.flatMap((it) => mutants.filter((name) => it === `mutant:${name}`));
  const strikes = words.filter((it) => !it.startsWith('mutant:')).map(strikeOf);
  const known = strikes.filter((it) => it !== undefined);
  if (known.length + (mutant === undefined ? 0 : 1) !== words.length) {
    read.problem(
      variable,
      `must be watch, mutant:name, or point:kill@n or point:stop@n with one of ${failpoints.join(', ')}`,
    );
  }
  return { failpoints: { strikes: known, ...(mutant === undefined ? {} : { mutant }) } };
}

function strikeOf(word: string): FailpointStrike | undefined {
  const [, name, action, nth = '1'] = /^([a-z-]+):(kill|stop)(?:@([1-9]\d{0,3}))?$/.exec(word) ?? [];
  const point = failpoints.find((it) => it === name);
  if (point === undefined || (action !== 'kill' && action !== 'stop')) return undefined;
  return { point, action, nth: Number(nth) };
}
