/** Environment variables. An empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A configuration that cannot be used. Its message lists every problem. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((it) => `- ${it}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Reads variables and collects what is wrong with them, so that all of it is said at once. Values are never repeated. */
export interface EnvironmentReader {
  isSet(name: string): boolean;
  text(name: string): string | undefined;
  required(name: string): string;
  url(name: string, protocols: readonly string[]): string | undefined;
  integer(name: string, range: { readonly from: number; readonly to: number; readonly otherwise: number }): number;
  flag(name: string): boolean;
  choice<const T extends readonly string[]>(name: string, words: T, otherwise: T[number]): T[number];
  /** A key in base64 with exactly so many bytes. */
  key(name: string, bytes: number): Uint8Array;
  problem(name: string, what: string): void;
  /** @throws {ConfigError} if there was any problem. */
  assertNoProblems(): void;
}

/** A reader that has met no problem yet. After a problem it answers with a stand-in, as the end is an error anyway. */
export function createEnvironmentReader(environment: Environment): EnvironmentReader {
  const problems: string[] = [];
  const problem = (name: string, what: string) => void problems.push(`${name} ${what}`);
  const text = (name: string) => environment[name] || undefined;
  const required = (name: string) => {
    const value = text(name);
    if (value === undefined) problem(name, 'is missing');
    return value ?? '';
  };
  return {
    isSet: (name) => text(name) !== undefined,
    text,
    required,
    problem,
    url(name, protocols) {
      const value = text(name);
      if (value === undefined || protocols.includes(protocolOf(value))) return value;
      problem(name, `must be an address with ${protocols.map((it) => `${it}//`).join(' or ')}`);
      return undefined;
    },
    integer(name, { from, to, otherwise }) {
      const value = text(name);
      if (value === undefined) return otherwise;
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= from && number <= to) return number;
      problem(name, `must be a whole number from ${from} to ${to}`);
      return otherwise;
    },
    flag(name) {
      const value = text(name) ?? 'false';
      if (value !== 'true' && value !== 'false') problem(name, 'must be true or false');
      return value === 'true';
    },
    choice(name, words, otherwise) {
      const value = text(name);
      const word = words.find((it) => it === value);
      if (value !== undefined && word === undefined) problem(name, `must be one of ${words.join(', ')}`);
      return word ?? otherwise;
    },
    key(name, bytes) {
      const value = required(name);
      const key = keyIn(value, bytes);
      if (value !== '' && key === undefined) problem(name, `must be ${bytes} bytes in base64`);
      return key ?? new Uint8Array();
    },
    assertNoProblems() {
      if (problems.length > 0) throw new ConfigError(problems);
    },
  };
}

/** A key of exactly so many bytes from base64; `undefined` when the text is anything else. */
export function keyIn(text: string, bytes: number): Uint8Array | undefined {
  const key = Buffer.from(text, 'base64');
  const isWhole = key.length === bytes && key.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  return isWhole ? key : undefined;
}

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : '';
}
