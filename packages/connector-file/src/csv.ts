/** A cell: a text of anybody's making, or a plain value of ours such as an amount or a date. */
export type Cell = { readonly text: string } | { readonly plain: string };

/**
 * Rows as a spreadsheet in Norway opens them: semicolons, UTF-8 with a byte order mark. Texts are quoted, and one that a spreadsheet would take for
 * a formula begins with an apostrophe.
 * @source RFC 4180 for the quotes; OWASP, CSV injection, for what begins a formula
 */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(written).join(';')}\r\n`).join('')}`;
}

const written = (cell: Cell) =>
  'plain' in cell ? cell.plain : `"${guarded(printable(cell.text)).replaceAll('"', '""')}"`;

/** A zero byte ends a text in some programs, so it is shown as unreadable instead. */
const printable = (text: string) => text.replaceAll('\0', '\uFFFD');

/** Also one that begins with an apostrophe gets another, so that {@link unguarded} gives back every text. */
const guarded = (text: string) => (/^[=+\-@\t\r\n＝＋－＠']/u.test(text) ? `'${text}` : text);

/** The text behind {@link csvOf}'s apostrophe. */
export const unguarded = (text: string): string => (text.startsWith("'") ? text.slice(1) : text);

/** Reads what {@link csvOf} wrote, also when a spreadsheet saved it with fewer quotes; `undefined` when it is no such table. */
export function parseCsv(file: string): readonly (readonly string[])[] | undefined {
  const text = file.replace(/^\uFEFF/, '').replace(/\r?\n$/, '');
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^;"\r\n]*))(;|\r?\n|$)/y;
  const rows: string[][] = [[]];
  for (let end: string | undefined; end !== ''; ) {
    const found = cell.exec(text);
    if (found === null) return undefined;
    const [, quoted, plain = ''] = found;
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    end = found[3] ?? '';
    if (end !== ';' && end !== '') rows.push([]);
  }
  return rows;
}
