/** How the command ends, as `sysexits.h` has it where it has it. Scripts rely on these. */
export const exitCodes = {
  done: 0,
  /** It did what was asked, and found something: a fault in a log, a difference in a reconciliation. */
  found: 1,
  /** The command line cannot be understood. */
  usage: 64,
  /** What was named does not exist, or is refused. */
  refused: 65,
  /** The database cannot be reached. */
  unavailable: 69,
  /** A fault of this program. */
  fault: 70,
  /** Not yet: try again later. */
  later: 75,
  /** A variable is missing or wrong. */
  configuration: 78,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end that is not a success, in words for whoever typed the command. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  /** For programs. */
  readonly code: string;

  constructor(exitCode: ExitCode, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.exitCode = exitCode;
    this.code = code;
  }
}
