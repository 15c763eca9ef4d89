import { parseArgs } from 'node:util';

/** What was said on the command line. */
interface Options<N extends string> {
  readonly numbers: Record<N, number>;
  /** By name; none for what was left out. */
  readonly choices: ReadonlyMap<string, string>;
}

/** Whole numbers from the command line, `--vouchers 1000`; throws with the names that there are. */
export function numbersFrom<N extends string>(defaults: Readonly<Record<N, number>>): Record<N, number> {
  return optionsFrom(defaults, {}).numbers;
}

/** Whole numbers, and one of several words, `--profile finance`; throws with the names and the words that there are. */
export function optionsFrom<N extends string>(
  defaults: Readonly<Record<N, number>>,
  words: Readonly<Record<string, readonly string[]>>,
): Options<N> {
  const names = Object.keys({ ...defaults, ...words });
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const given = Object.entries(values).flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
  const numbers = given.filter(([name]) => Object.hasOwn(defaults, name));
  const choices = given.filter(([name]) => Object.hasOwn(words, name));
  return {
    numbers: { ...defaults, ...Object.fromEntries(numbers.map(([name, text]) => [name, numberOf(name, text)])) },
    choices: new Map(choices.map(([name, text]) => [name, wordOf(name, text, words[name] ?? [])])),
  };
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name} takes a whole number.`);
  return number;
}

function wordOf(name: string, text: string, words: readonly string[]): string {
  if (!words.includes(text)) throw new Error(`--${name} takes one of: ${words.join(', ')}.`);
  return text;
}
