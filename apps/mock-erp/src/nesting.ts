/** Bodies that are nested deeper are refused at the door: what reads them follows them with its call stack. */
const DEEPEST = 500;

/** Whether brackets stand deeper in one another than so many levels; those within texts count too. */
export function isNestedDeeper(text: string, levels = DEEPEST): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[{()}\]]/g)) {
    depth += '[{('.includes(bracket) ? 1 : -1;
    if (depth > levels) return true;
  }
  return false;
}
