/** A piece of a filter expression; texts keep their quotes. */
export type Token = string;

const TOKEN = /\s*('(?:[^']|'')*'|[(),]|[^\s(),']+)/y;

/** Splits a filter expression or a key. Throws what `refusal` makes of it at a quote that is never closed. */
export function tokenize(expression: string, refusal: (message: string) => Error): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const trimmed = expression.trimEnd();
  while (TOKEN.lastIndex < trimmed.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(trimmed);
    if (match?.[1] === undefined) throw refusal(`Syntax error at position ${at} in '${expression}'.`);
    tokens.push(match[1]);
  }
  return tokens;
}

/** Splits at a separator that stands outside quotes and parentheses. */
export function splitOutside(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  let isQuoted = false;
  for (const char of text) {
    if (char === "'") isQuoted = !isQuoted;
    if (!isQuoted && char === '(') depth += 1;
    if (!isQuoted && char === ')') depth -= 1;
    if (!isQuoted && depth === 0 && char === separator) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${char}`);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
