/** A statement without its comments, in lower case and with single spaces; what stands in quotes is left out of it. */
export interface SqlStatement {
  readonly text: string;
  /** What stood between dollars, such as the body of a function; empty when nothing did. */
  readonly body: string;
}

/** Comments, what stands between dollars, strings, and quoted names; whichever begins first. */
const quoted = /--[^\n]*|\/\*[\s\S]*?\*\/|(\$\w*\$)([\s\S]*?)\1|'(?:[^']|'')*'|"(?:[^"]|"")*"/g;

/** The statements of a script, in order. */
export function statementsOf(script: string): readonly SqlStatement[] {
  const bodies: string[] = [];
  const bare = script.replaceAll(quoted, (whole: string, dollar: string | undefined, body: string | undefined) => {
    if (whole.startsWith('--') || whole.startsWith('/*')) return ' ';
    if (dollar === undefined) return whole.startsWith("'") ? "''" : whole;
    bodies.push(tidy(body ?? ''));
    return `$${bodies.length - 1}$`;
  });
  return bare
    .split(';')
    .map(tidy)
    .filter((text) => text !== '')
    .map((text) => ({ text, body: bodies[Number(/\$(\d+)\$/.exec(text)?.[1])] ?? '' }));
}

const tidy = (text: string) => text.replaceAll(/\s+/g, ' ').trim().toLowerCase();

/** Parts between commas that no bracket holds together. */
export function partsOf(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((it) => it.trim());
}
