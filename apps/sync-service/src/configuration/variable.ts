/** What every variable of the configuration is described by, whatever its type. */
interface Described {
  /** What it decides, in plain sentences. Stands in docs/configuration.md and .env.example. */
  readonly meaning: string;
  /** Whoever knows the value can do harm with it: it belongs into a secret store and into no log. */
  readonly isSecret?: true;
  /** When it must be set. */
  readonly needed?: string;
  /** A value to start from, for .env.example. */
  readonly example?: string;
  /** The first release that reads it. */
  readonly since: string;
}

/** Any text that `accepts` takes; without `accepts` every text. `form` says what it looks like, `must` what is wrong otherwise. */
interface TextVariable extends Described {
  readonly type: 'text';
  readonly form: string;
  readonly otherwise?: string;
  readonly accepts?: (text: string) => boolean;
  readonly must?: string;
}

/** Items with commas between them; `accepts` is asked of each. */
export interface ListVariable extends Described {
  readonly type: 'list';
  readonly of: string;
  readonly accepts?: (item: string) => boolean;
  readonly must?: string;
}

/** An address with one of these protocols, such as `https:`. */
export interface AddressVariable extends Described {
  readonly type: 'address';
  readonly protocols: readonly string[];
}

interface IntegerVariable extends Described {
  readonly type: 'integer';
  readonly from: number;
  readonly to: number;
  readonly otherwise: number;
}

interface FlagVariable extends Described {
  readonly type: 'flag';
}

/** One of these words. */
export interface ChoiceVariable extends Described {
  readonly type: 'choice';
  readonly words: readonly string[];
  readonly otherwise: string;
}

/** A key of exactly so many bytes, in base64. */
interface KeyVariable extends Described {
  readonly type: 'key';
  readonly bytes: number;
}

/** How one environment variable is checked, and what is told of it. */
export type Variable =
  | TextVariable
  | ListVariable
  | AddressVariable
  | IntegerVariable
  | FlagVariable
  | ChoiceVariable
  | KeyVariable;

/** Variables by name, in the order in which they are told. */
export type Variables = Readonly<Record<string, Variable>>;
