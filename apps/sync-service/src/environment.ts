import type { AddressVariable, ChoiceVariable, ListVariable, Variable } from './configuration/variable.ts';
import {
  type DefaultedName,
  type NameOf,
  type VariableName,
  variables,
  type WordOf,
} from './configuration/variables.ts';

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

/**
 * Reads variables as the schema in configuration/variables.ts says, and collects what is wrong with them, so that all of it is said at once. A name that is
 * not in the schema does not compile. Values are never repeated.
 */
export interface EnvironmentReader {
  isSet(name: VariableName): boolean;
  /** The value of any variable, or its default. */
  text(name: DefaultedName): string;
  text(name: VariableName): string | undefined;
  required(name: NameOf<'text'>): string;
  /** Items that are not empty; none when it is not set. */
  list(name: NameOf<'list'>): readonly string[];
  url(name: NameOf<'address'>): string | undefined;
  integer(name: NameOf<'integer'>): number;
  flag(name: NameOf<'flag'>): boolean;
  choice<const Name extends NameOf<'choice'>>(name: Name): WordOf<Name>;
  key(name: NameOf<'key'>): Uint8Array;
  problem(name: VariableName, what: string): void;
  /** @throws {ConfigError} if there was any problem. */
  assertNoProblems(): void;
}

/** A reader that has met no problem yet. After a problem it answers with a stand-in, as the end is an error anyway. */
export function createEnvironmentReader(environment: Environment): EnvironmentReader {
  // What is read twice is wrong once.
  const problems = new Set<string>();
  const problem = (name: VariableName, what: string) => void problems.add(`${name} ${what}`);
  const given = (name: VariableName) => environment[name] || undefined;
  function text(name: DefaultedName): string;
  function text(name: VariableName): string | undefined;
  function text(name: VariableName): string | undefined {
    const variable: Variable = variables[name];
    const value = given(name);
    if (variable.type !== 'text') return value;
    if (value !== undefined && variable.accepts?.(value) === false) problem(name, variable.must ?? 'cannot be used');
    return value ?? variable.otherwise;
  }
  function choice<const Name extends NameOf<'choice'>>(name: Name): WordOf<Name>;
  function choice(name: NameOf<'choice'>): string {
    const { words, otherwise }: ChoiceVariable = variables[name];
    const value = given(name) ?? otherwise;
    if (words.includes(value)) return value;
    problem(name, `must be one of ${words.join(', ')}`);
    return otherwise;
  }
  const required = (name: VariableName) => {
    const value = text(name);
    if (value === undefined) problem(name, 'is missing');
    return value ?? '';
  };
  return {
    isSet: (name) => given(name) !== undefined,
    text,
    required,
    problem,
    list(name) {
      const { accepts, must }: ListVariable = variables[name];
      const items = itemsIn(given(name) ?? '');
      if (accepts !== undefined && !items.every((it) => accepts(it))) problem(name, must ?? 'cannot be used');
      return items;
    },
    url(name) {
      const { protocols }: AddressVariable = variables[name];
      const value = given(name);
      if (value === undefined) return undefined;
      if (protocols.includes(protocolOf(value))) {
        if (!isEncoded(value)) problem(name, 'must have user and password percent-encoded: a % is written %25');
        return value;
      }
      problem(name, `must be an address with ${protocols.map((it) => `${it}//`).join(' or ')}`);
      return undefined;
    },
    integer(name) {
      const { from, to, otherwise } = variables[name];
      const value = given(name);
      if (value === undefined) return otherwise;
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= from && number <= to) return number;
      problem(name, `must be a whole number from ${from} to ${to}`);
      return otherwise;
    },
    flag(name) {
      const value = given(name) ?? 'false';
      if (value !== 'true' && value !== 'false') problem(name, 'must be true or false');
      return value === 'true';
    },
    choice,
    key(name) {
      const { bytes } = variables[name];
      const value = required(name);
      const key = keyIn(value, bytes);
      if (value !== '' && key === undefined) problem(name, `must be ${bytes} bytes in base64`);
      return key ?? new Uint8Array();
    },
    assertNoProblems() {
      if (problems.size > 0) throw new ConfigError([...problems]);
    },
  };
}

function itemsIn(text: string): readonly string[] {
  const items = text.split(',').map((it) => it.trim());
  return [...new Set(items.filter((it) => it !== ''))];
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

/** Whether what stands before the host can be read: clients decode it. */
function isEncoded(address: string): boolean {
  const { username, password } = new URL(address);
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
