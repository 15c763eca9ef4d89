/** Licences that ask for no more than that their text and the names of the authors are passed on. Whoever adds one has read it. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
]);

/**
 * Whether what a package says of its licence lets it be shipped: of licences with OR between them one must be permissive, of those with AND all.
 * A text that is no such expression is refused, so that a person looks at it.
 */
export function isAllowed(expression: string): boolean {
  const words = expression
    .replaceAll(/[()]/g, ' $& ')
    .split(' ')
    .filter((it) => it !== '');
  let at = 0;
  const one = (): boolean => {
    const word = words[at++];
    if (word !== '(') return word !== undefined && permissive.has(word);
    const inside = either();
    return words[at++] === ')' && inside;
  };
  const all = (): boolean => {
    let allowed = one();
    while (words[at] === 'AND') {
      at += 1;
      allowed = one() && allowed;
    }
    return allowed;
  };
  const either = (): boolean => {
    let allowed = all();
    while (words[at] === 'OR') {
      at += 1;
      allowed = all() || allowed;
    }
    return allowed;
  };
  const allowed = either();
  return allowed && at === words.length;
}
