import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import type { ExitCode } from './exit-codes.ts';

/** What a command works with. */
export interface CliContext {
  readonly environment: Environment;
  /** Writes a line for the reader. */
  print(line: string): void;
  /** Says how the process ends, when it is not 0. */
  endWith(code: ExitCode): void;
}

/** Adds a command, or several, to the program. */
export type AddCommands = (program: Command, context: CliContext) => void;

/** What every command can be told. */
export interface CommonOptions {
  readonly json?: true;
}

/** The option that every command has. */
export const withJson = (command: Command): Command => command.option('--json', 'answer with JSON, for programs');

/** Prints the same as JSON or as lines. */
export function answer(context: CliContext, { json }: CommonOptions, value: unknown, lines: readonly string[]): void {
  if (json === true) context.print(JSON.stringify(value, null, 2));
  else for (const line of lines) context.print(line);
}
