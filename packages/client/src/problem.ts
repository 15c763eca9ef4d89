import type { components } from './api.gen.ts';

/** Every schema that the document names, by its name. */
export type Schemas = components['schemas'];

/** What the service says when something went wrong: problem+json with a stable `code` and a `remedy`. */
export type Problem = Schemas['Problem'];

/** An answer that is not what was asked for. */
export class BilagProblem extends Error {
  /** The HTTP status; 0 when there was no answer at all. */
  readonly status: number;
  /** The service's own words; `undefined` when whoever answered was not the service, or nobody did. */
  readonly problem: Problem | undefined;

  constructor(status: number, problem?: Problem, options?: ErrorOptions) {
    super(problem === undefined ? noWords(status) : `${problem.code}: ${problem.detail} ${problem.remedy}`, options);
    this.name = 'BilagProblem';
    this.status = status;
    this.problem = problem;
  }
}

/** Whether it is a {@link BilagProblem}, with this code if one is given. */
export function isBilagProblem(error: unknown, code?: string): error is BilagProblem {
  return error instanceof BilagProblem && (code === undefined || error.problem?.code === code);
}

/** Reads what went wrong. An answer in another form, such as the page of a gateway, is a problem without words. */
export async function problemOf(response: Response): Promise<BilagProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  return new BilagProblem(response.status, isProblem(body) ? body : undefined);
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  return 'code' in body && 'title' in body && 'detail' in body && 'remedy' in body;
}

const noWords = (status: number) =>
  status === 0 ? 'Bilag could not be reached.' : `Bilag answered ${status} without saying why.`;
