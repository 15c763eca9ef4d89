import type { ErpReply } from '@bilag/core';

/** How much of a reply is kept, in characters. */
const longestReply = 4_000;

/**
 * The ERP's answer as it is kept in the sync log: word for word, but cut, and with everything taken out that nobody may read there, such as a token, a
 * client secret or the code of a payee. Also in the forms in which JSON and form encoding write them.
 */
export function replyOf(
  { status, text }: { readonly status: number; readonly text: string },
  hidden: readonly string[],
): ErpReply {
  const spellings = hidden
    .filter((it) => it !== '')
    .flatMap((it) => [it, JSON.stringify(it).slice(1, -1), encodeURIComponent(it.toWellFormed())]);
  // The longest first: one may contain another.
  const words = [...new Set(spellings)].toSorted((a, b) => b.length - a.length);
  const safe = words.reduce((all, word) => all.replaceAll(word, '***'), text);
  return {
    status,
    body: safe.length <= longestReply ? safe : `${safe.slice(0, longestReply - 1).replace(/[\uD800-\uDBFF]$/, '')}…`,
  };
}
