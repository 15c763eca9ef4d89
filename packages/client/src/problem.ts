import type { components } from './api.gen.ts';

/** Every schema that the document names, by its name. */
export type Schemas = components['schemas'];

/** What the service says when something went wrong: problem+json with a stable `code` and a `remedy`. */
export type Problem = Schemas['Problem'];

/** The codes that the service had when this client was made. */
export type ErrorCode = Known<Schemas['ErrorCode']>;

/** Without the part that stands for the codes of later releases. */
type Known<T> = T extends string ? (string extends T ? never : T) : never;

/** An answer that is not what was asked for. */
export class BilagProblem extends Error {
  /** The HTTP status; 0 when there was no answer at all. */
  readonly status: number;
  /** The service's own words; `undefined` when whoever answered was not the service, or nobody did. */
  readonly problem: Problem | undefined;
  /** The headers of the answer; none when nobody answered. */
  readonly headers: Headers;

  constructor(status: number, problem?: Problem, options: ErrorOptions & { readonly headers?: Headers } = {}) {
    super(problem === undefined ? noWords(status) : `${problem.code}: ${problem.detail} ${problem.remedy}`, options);
    this.name = 'BilagProblem';
    this.status = status;
    this.problem = problem;
    this.headers = options.headers ?? new Headers();
  }

  /** In how many seconds it may go better, where the service says so. */
  get retryAfterSeconds(): number | undefined {
    const seconds = Number.parseInt(this.headers.get('retry-after') ?? '', 10);
    return Number.isNaN(seconds) ? undefined : seconds;
  }
}

/** Whether it is a {@link BilagProblem}, with this code if one is given. A code that is written out has to be one that there is; one that was read may be any text. */
export function isBilagProblem<C extends string>(
  error: unknown,
  code?: C & (string extends C ? string : ErrorCode),
): error is BilagProblem {
  return error instanceof BilagProblem && (code === undefined || error.problem?.code === code);
}

/** Reads what went wrong. An answer in another form, such as the page of a gateway, is a problem without words. */
export async function problemOf(response: Response): Promise<BilagProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  const { status, headers } = response;
  return new BilagProblem(status, isProblem(body) ? body : undefined, { headers });
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  return 'code' in body && 'title' in body && 'detail' in body && 'remedy' in body;
}

const noWords = (status: number) =>
  status === 0 ? 'Bilag could not be reached.' : `Bilag answered ${status} without saying why.`;
