import { Command, InvalidArgumentError } from 'commander';

export { Argument, Option } from 'commander';

/**
 * An npm script of this repository, such as `npm run chaos`. Asked with `--help` it says what it takes; called wrongly it says why in one line and ends with
 * status 2, as 1 is for what a proof has found.
 */
export function npmScript(call: string, description: string): Command {
  return new Command(`${call} --`)
    .description(description)
    .showHelpAfterError('(--help says what there is)')
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

/** Reads a whole number that is not below the least. @throws when the text is none. */
export function wholeNumber(least = 0): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isSafeInteger(number) && number >= least && text.trim() !== '') return number;
    throw new InvalidArgumentError(`It takes a whole number${least > 0 ? ` from ${least} on` : ''}.`);
  };
}

/** Reads a number above zero, and at most 1. @throws when the text is none. */
export function share(text: string): number {
  const number = Number(text);
  if (number > 0 && number <= 1) return number;
  throw new InvalidArgumentError('It takes a number above zero, and at most 1.');
}
