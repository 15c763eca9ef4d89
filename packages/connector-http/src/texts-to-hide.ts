/** Shorter texts name nobody, and to hide «1» would blank every number of an answer. */
const shortest = 4;

/**
 * The texts of a voucher's lines, which may name a person, in the forms in which an ERP may repeat them: as they are, with single spaces, and cut.
 * @param longest how much of a text is sent, in UTF-16 units.
 */
export function textsToHide(
  lines: readonly { readonly text: string }[],
  longest = Number.POSITIVE_INFINITY,
): readonly string[] {
  const forms = lines.flatMap(({ text }) => [text, text.slice(0, Math.max(longest, 0))]);
  const trimmed = forms.flatMap((it) => [it.trim(), it.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()]);
  return [...new Set(trimmed)].filter((it) => it.length >= shortest);
}

/** The ERP's words without these texts, also where the words were cut within one of them and a «…» stands. */
export function withoutTexts(words: string, texts: readonly string[]): string {
  const ordered = texts.filter((it) => it !== '').toSorted((a, b) => b.length - a.length);
  const safe = ordered.reduce((all, text) => all.replaceAll(text, '***'), words);
  const parts = safe.split('…');
  return parts.map((part, at) => (at < parts.length - 1 ? withoutBeginning(part, ordered) : part)).join('');
}

/** Words that were cut, with their «…», and without the beginning of a text that they end with. */
function withoutBeginning(words: string, texts: readonly string[]): string {
  const cut = Math.max(0, ...texts.map((text) => commonLength(words, text)));
  return cut < shortest ? `${words}…` : `${words.slice(0, words.length - cut)}***`;
}

/** How much of the text's beginning the words end with. */
function commonLength(words: string, text: string): number {
  for (let length = Math.min(words.length, text.length); length > 0; length -= 1) {
    if (words.endsWith(text.slice(0, length))) return length;
  }
  return 0;
}
