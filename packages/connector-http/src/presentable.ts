import { withoutSecrets } from './without-secrets.ts';

/** How much is told of the words of others, in UTF-16 units. */
const longestWords = 300;
/** How much of them is read: what is taken out makes room for what follows. */
const longestRead = 4_000;

/** The words of others on one line, at most 300 characters, without what nobody may read. Where they were cut a «…» stands. */
export function presentable(text: string, hidden: readonly string[]): string {
  const line = withoutSecrets(text, hidden, longestRead)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .toWellFormed();
  if (text.length <= longestRead && line.length <= longestWords) return line;
  return `${line.slice(0, longestWords - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
