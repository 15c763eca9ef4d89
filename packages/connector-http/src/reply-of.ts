import type { ErpReply } from '@bilag/core';
import { withoutSecrets } from './without-secrets.ts';

/** How much of a reply is kept, in characters. */
const longestReply = 4_000;
/** How much of it is looked at: what is taken out makes room for what follows. */
const longestRead = 40_000;

/**
 * The ERP's answer as it is kept in the sync log: word for word, but cut, and with everything taken out that nobody may read there, such as a token, a
 * client secret or the code of a payee. Also in the forms in which JSON, addresses, pages and headers write them.
 */
export function replyOf(
  { status, text }: { readonly status: number; readonly text: string },
  hidden: readonly string[],
): ErpReply {
  const safe = withoutSecrets(text, hidden, longestRead);
  const isWhole = text.length <= longestRead && safe.length <= longestReply;
  return {
    status,
    body: isWhole ? safe : `${safe.slice(0, longestReply - 1).replace(/[\uD800-\uDBFF]$/, '')}…`,
  };
}
