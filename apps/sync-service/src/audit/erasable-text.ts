const erased = /^\(erased\) sha256:([0-9a-f]{64})$/;

/** The hash that was left in the place of an erased text, in hexadecimal; `undefined` for any other text. */
export const hashLeftOf = (text: string): string | undefined => erased.exec(text)?.[1];
