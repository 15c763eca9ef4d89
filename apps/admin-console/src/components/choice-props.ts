/** What a choice is made of. */
export interface ChoiceProps<T extends string> {
  readonly label: string;
  /** Left out, nothing is chosen yet. */
  readonly value: T | undefined;
  /** What stands there until something is chosen. */
  readonly placeholder?: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  /** What is expected, said before anything is wrong. */
  readonly hint?: string | undefined;
  /** What is wrong. */
  readonly error?: string | undefined;
  readonly lang?: string | undefined;
}

/** What somebody did to a choice before it could open. */
export interface Touch {
  readonly hasFocus: boolean;
  readonly isPressed: boolean;
}
