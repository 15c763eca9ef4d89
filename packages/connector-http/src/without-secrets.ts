/** A shorter text is looked for only as it is and as JSON and addresses write it: in base64 two letters would be found in every word. */
const shortest = 8;

/**
 * The words of others with every secret taken out, however it is written there: a page that shows the request again, a header as base64, a log line in hexadecimal.
 * @param secrets also what only belongs to a person; empty ones are passed over.
 * @param longest how much of the words is read, in UTF-16 units. A secret that begins there is taken out whole, also where the words are cut within it.
 */
export function withoutSecrets(text: string, secrets: readonly string[], longest = Number.POSITIVE_INFINITY): string {
  const spelt = secrets.filter((it) => it !== '').flatMap(spellingsOf);
  // Whatever is said within JSON is written once more as JSON writes it.
  const words = [...new Set(spelt.flatMap((it) => [it, inJson(it)]))];
  const end = Math.min(text.length, longest);
  const reach = words.reduce((most, { length }) => Math.max(most, length), 0);
  const read = end + reach < text.length ? copyOf(text.slice(0, end + reach)) : text;
  // One may contain another, or begin within it: nothing of either is left.
  const places = words.flatMap((word) => placesOf(word, read, end)).toSorted((a, b) => a.from - b.from);
  let safe = '';
  let done = 0;
  for (const { from, to } of places) {
    if (from >= done) safe += `${read.slice(done, from)}***`;
    done = Math.max(done, to);
  }
  return safe + read.slice(done, end);
}

/** A part of a text would keep all of it in memory. */
const copyOf = (text: string) => Buffer.from(text, 'utf16le').toString('utf16le');

interface Place {
  readonly from: number;
  readonly to: number;
}

/** Where a word stands that begins before the end. */
function placesOf(word: string, text: string, end: number): readonly Place[] {
  const places: Place[] = [];
  for (let from = text.indexOf(word); from >= 0 && from < end; from = text.indexOf(word, from + word.length)) {
    places.push({ from, to: from + word.length });
  }
  return places;
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
