import { Problem } from './problem.ts';
import { ref } from './ref.ts';

const reasons = {
  400: 'The request is wrong in itself; `field` names where.',
  401: 'No valid bearer token.',
  403: 'The token’s role may not do this.',
  404: 'It does not exist, or not for this token.',
  409: 'It contradicts what is stored.',
  412: 'Somebody has changed it since; `If-Match` is of an older version.',
  413: 'The request is too large.',
  415: 'The body is not application/json.',
  422: 'Well formed, but the organization’s set-up does not allow it.',
  429: 'More than one caller may ask for.',
  502: 'The accounting system answered with an error or not at all.',
  503: 'Not able to answer at the moment.',
  504: 'The accounting system did not answer in time.',
} as const;

type Reason = keyof typeof reasons;

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref(Problem) } },
});

/** The problem answers of a route: those listed, and any other as `default`. */
export function problems(...statuses: readonly Reason[]) {
  const listed = Object.fromEntries(statuses.map((it) => [it, problem(reasons[it])]));
  return { ...listed, default: problem('Any other fault, such as 500 INTERNAL_ERROR.') };
}

/** Those that every route behind a token may answer. */
export const guarded = [400, 401, 403, 404, 503] as const;
/** Those that a body adds. */
export const withBody = [413, 415] as const;
