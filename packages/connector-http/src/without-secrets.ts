/** A shorter text is looked for only as it is and as JSON and addresses write it: in base64 two letters would be found in every word. */
const shortest = 8;

/**
 * The words of others with every secret taken out, however it is written there: a page that shows the request again, a header as base64, a log line in hexadecimal.
 * @param secrets also what only belongs to a person; empty ones are passed over.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const spelt = secrets.filter((it) => it !== '').flatMap(spellingsOf);
  // Whatever is said within JSON is written once more as JSON writes it.
  const spellings = new Set(spelt.flatMap((it) => [it, inJson(it)]));
  // The longest first: one may contain another.
  const words = [...spellings].toSorted((a, b) => b.length - a.length);
  return words.reduce((all, word) => all.replaceAll(word, '***'), text);
}

/** How a secret may be written. */
function spellingsOf(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed();
  const plain = [secret, inJson(secret), encodeURIComponent(wellFormed)];
  const bytes = Buffer.from(wellFormed);
  if (bytes.length < shortest) return plain;
  const units = Array.from({ length: secret.length }, (_, at) => secret.charCodeAt(at).toString(16).padStart(4, '0'));
  return [
    ...plain,
    inJson(inJson(secret)),
    units.map((it) => `\\u${it}`).join(''),
    new URLSearchParams([['', wellFormed]]).toString().slice(1),
    bytes.toString('latin1'),
    ...[0, 1, 2].flatMap((offset) => [inBase64(bytes, offset, 'base64'), inBase64(bytes, offset, 'base64url')]),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...[
      ['&quot;', '&#39;'],
      ['&quot;', '&apos;'],
      ['&#34;', '&#39;'],
      ['&#x22;', '&#x27;'],
    ].map(([quote = '', apostrophe = '']) => inHtml(secret, quote, apostrophe)),
    secret.split('').join('\0'),
    Array.from(secret).toReversed().join(''),
  ];
}

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

/** The letters that are the same whatever stands before and after, as the name before a password does in `Basic`. */
function inBase64(bytes: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(encoding)
    .replace(/=+$/, '');
  const isWhole = (offset + bytes.length) % 3 === 0;
  return text.slice([0, 2, 3][offset], isWhole ? undefined : -1);
}

const inHtml = (text: string, quote: string, apostrophe: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', quote)
    .replaceAll("'", apostrophe);
