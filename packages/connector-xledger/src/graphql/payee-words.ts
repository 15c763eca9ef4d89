/**
 * The text without these payees: their codes stand for people. A code counts where it stands by itself, not inside another word or number.
 */
export function withoutPayees(text: string, codes: readonly string[]): string {
  const all = [...new Set(codes)].filter((it) => it !== '').toSorted((a, b) => b.length - a.length);
  return all.reduce((rest, code) => rest.replaceAll(standingAlone(code), '***'), text);
}

function standingAlone(code: string): RegExp {
  const literal = code.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu');
}

/** What follows a word for a payee, where the codes themselves cannot be known. */
const payeeWord =
  /((?:subledger|supplier|vendor|employee|payee|reskontro|leverandør|ansatt)\p{L}*(?:[\s.:#'"«]+(?:account|code|no|number|konto|kode|nr|nummer)\b)?[\s.:#'"«]*)([\p{L}\p{N}_/-]*\p{N}[\p{L}\p{N}_/-]*)/giu;

/** The text without anything that may be the code of a payee, by the words before it. */
export function withoutAnyPayee(text: string): string {
  return text.replaceAll(payeeWord, '$1***');
}
