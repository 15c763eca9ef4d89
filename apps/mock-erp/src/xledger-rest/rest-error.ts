import type { Answer } from '../answer.ts';

/** One thing that is wrong. `path` is a JSON pointer into the body, empty for what is wrong with the whole or outside of it. */
export interface RestProblem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Ends a call to the API with a refusal. */
export class RestError extends Error {
  readonly status: number;
  readonly problems: readonly RestProblem[];
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, problems: readonly RestProblem[], headers: Readonly<Record<string, string>> = {}) {
    super(problems[0]?.message);
    this.status = status;
    this.problems = problems;
    this.headers = headers;
  }
}

/** A refusal with a single reason that lies in no field of the body. */
export function refusal(status: number, code: string, message: string, headers?: Record<string, string>): RestError {
  return new RestError(status, [{ path: '', code, message }], headers);
}

/** What the work answers, or its refusal as `{errors: [{path, code, message}]}`. @source xledger.md §13, 2026-11 */
export function answerOrRefuse(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    return { status: error.status, headers: error.headers, body: { errors: error.problems } };
  }
}
