import { CliError, exitCodes } from './exit-codes.ts';

/** The number that an option was given as. @throws {CliError} naming the option, when it is none from 1 to 9999. */
export function countOf(option: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new CliError(exitCodes.usage, 'USAGE', `${option} takes a whole number from 1 to 9999.`);
}
