import { parseArgs } from 'node:util';

/** Whole numbers from the command line, `--vouchers 1000`; throws with the names that there are. */
export function numbersFrom<N extends string>(defaults: Readonly<Record<N, number>>): Record<N, number> {
  const names = Object.keys(defaults);
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const given = Object.entries(values).map(([name, text]): [string, number] => {
    const number = Number(text);
    if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name} takes a whole number.`);
    return [name, number];
  });
  return { ...defaults, ...Object.fromEntries(given) };
}
