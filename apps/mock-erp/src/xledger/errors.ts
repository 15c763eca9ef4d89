import { GraphQLError } from 'graphql';

/** An error as it stands in an answer's `errors`. Limit errors carry `code` on top, data errors in `extensions`. */
export interface XledgerError {
  readonly message: string;
  readonly code?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A request that asks for what cannot be had. The code is invented; only its prefix is known. */
export class BadRequestError extends GraphQLError {
  constructor(message: string) {
    super(message, { extensions: { code: 'BAD_REQUEST' } });
  }
}

/** Carries all problems of a mass mutation that stores nothing; the answer lists them one by one. */
export class MassMutationError extends GraphQLError {
  readonly problems: readonly XledgerError[];
  constructor(problems: readonly XledgerError[]) {
    super('The mass mutation failed');
    this.problems = problems;
  }
}
