/** Choices that look random and are the same for the same seed. */
export interface Dice {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** As many as said, made one by one. */
  many<T>(count: number, make: (at: number) => T): T[];
}

/** Dice that fall the same for the same seed. */
export function throwDice(seed: number): Dice {
  let state = seed >>> 0;
  // Mulberry32: small, fast, and good enough to wander through cases.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick(from) {
      const [first = from[0]] = from.slice(below(from.length));
      if (first === undefined) throw new Error('There is nothing to pick from.');
      return first;
    },
    many: (count, make) => Array.from({ length: count }, (_, at) => make(at)),
  };
}

/** Checks generated cases, other ones in every run. A failure names its seed: `SEED=… vitest run …` makes the same cases again. */
export function forGenerated(cases: number, check: (dice: Dice) => void): void {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 32);
  const dice = throwDice(seed);
  for (let at = 0; at < cases; at += 1) {
    try {
      check(dice);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new Error(`Case ${at} of SEED=${seed}: ${what}`, { cause: error });
    }
  }
}

/** Texts that have broken programs before. */
export const hostileTexts = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  `"quoted" 'twice' \`thrice\``,
  'back\\slash \\" \\u0000',
  "'; DROP TABLE outbox; --",
  '{"amount":"1.00"}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text itself that is hostile.
  '${process.exit(1)}',
  '</script><!--',
  '\u0000\u0001\u0007\u001b[31m\u007f',
  'line\r\nbreak\u2028\u2029\u0085',
  '\uD83D',
  '\uDE00 half',
  '👩‍👩‍👧‍👦🇳🇴é́',
  '\u202Eright to left',
  '\uFEFFbyte order mark',
  'ß ſ ı İ ǆ ﬁ',
  'Blåbærsyltetøy Ærlig Øre Åse',
  ' ',
];

/** Texts of 10,000 characters. */
export const longTexts = ['x'.repeat(10_000), '😀'.repeat(5_000)];
