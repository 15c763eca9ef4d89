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

/** The process sends itself a signal as it passes the point for the nth time. */
export interface FailpointStrike {
  readonly point: Failpoint;
  readonly action: 'kill' | 'stop';
  readonly nth: number;
}

/** What is to go wrong in one process. */
export interface FailpointPlan {
  readonly strikes: readonly FailpointStrike[];
  /** A bug of `bugs.ts` by its name. */
  readonly mutant?: string;
}

/**
 * Reads `after-post:kill@2` (SIGKILL at the second passing), `before-post:stop` (SIGSTOP at the first) and `mutant:no-look-up`, with commas between them;
 * an empty text plans nothing. @throws for anything else, as a strike that is not understood would never happen.
 */
export function failpointPlan(text: string): FailpointPlan {
  const words = text.split(',').filter((it) => it !== '');
  const [mutant] = words.flatMap((it) => (it.startsWith('mutant:') ? [it.slice('mutant:'.length)] : []));
  const strikes = words.filter((it) => !it.startsWith('mutant:')).map(strikeOf);
  return { strikes, ...(mutant === undefined ? {} : { mutant }) };
}

function strikeOf(word: string): FailpointStrike {
  const [, name, action, nth = '1'] = /^([a-z-]+):(kill|stop)(?:@([1-9]\d{0,3}))?$/.exec(word) ?? [];
  const point = failpoints.find((it) => it === name);
  if (point === undefined || (action !== 'kill' && action !== 'stop')) {
    throw new Error(
      `«${word}» is no failpoint: mutant:name, point:kill@n or point:stop@n, of ${failpoints.join(', ')}.`,
    );
  }
  return { point, action, nth: Number(nth) };
}
