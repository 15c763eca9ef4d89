/** A secret as somebody may write it without meaning to. */
export interface Spelling {
  readonly encoding: string;
  /** What is looked for. */
  readonly text: string;
}

/** Every spelling of a secret that is looked for, in ten encodings and more; those that are the same as a former one are left out. */
export function spellingsOf(secret: string): readonly Spelling[] {
  const bytes = Buffer.from(secret);
  const all: readonly Spelling[] = [
    { encoding: 'plain', text: secret },
    { encoding: 'latin1 of UTF-8', text: bytes.toString('latin1') },
    { encoding: 'URL', text: encodeURIComponent(secret) },
    { encoding: 'form', text: new URLSearchParams({ a: secret }).toString().slice(2) },
    ...[0, 1, 2].flatMap((offset) => [
      { encoding: `base64 at offset ${offset}`, text: inBase64(bytes, offset, 'base64') },
      { encoding: `base64url at offset ${offset}`, text: inBase64(bytes, offset, 'base64url') },
    ]),
    { encoding: 'hex', text: bytes.toString('hex') },
    { encoding: 'HEX', text: bytes.toString('hex').toUpperCase() },
    { encoding: 'JSON', text: JSON.stringify(secret).slice(1, -1) },
    { encoding: 'JSON twice', text: JSON.stringify(JSON.stringify(secret)).slice(3, -3) },
    { encoding: 'JSON with every character escaped', text: eachEscaped(secret) },
    { encoding: 'HTML', text: inHtml(secret, '&quot;', '&#39;') },
    { encoding: 'XML', text: inHtml(secret, '&quot;', '&apos;') },
    { encoding: 'HTML with hexadecimal quotes', text: inHtml(secret, '&#x22;', '&#x27;') },
    { encoding: 'UTF-16', text: Buffer.from(secret, 'utf16le').toString('latin1') },
    { encoding: 'reversed', text: Array.from(secret).toReversed().join('') },
  ];
  return all.filter(({ text }, at) => all.findIndex((it) => it.text === text) === at);
}

/** The characters of the middle that are the same whatever stands before and after. */
function inBase64(bytes: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(encoding)
    .replace(/=+$/, '');
  const from = [0, 2, 3][offset] ?? 0;
  const isWhole = (offset + bytes.length) % 3 === 0;
  return text.slice(from, isWhole ? undefined : -1);
}

const eachEscaped = (secret: string) =>
  Array.from({ length: secret.length }, (_, at) => `\\u${secret.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  );

const inHtml = (secret: string, quote: string, apostrophe: string) =>
  secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', quote)
    .replaceAll("'", apostrophe);

/** Where a secret was found, and how it was written there. */
export interface Find {
  readonly place: string;
  readonly secret: string;
  readonly encoding: string;
  readonly around: string;
}

/** Looks for every secret in every text. */
export function findsIn(
  texts: Iterable<{ readonly place: string; readonly text: string }>,
  secrets: Readonly<Record<string, string>>,
): readonly Find[] {
  const wanted = Object.entries(secrets).map(([name, secret]) => ({ name, spellings: spellingsOf(secret) }));
  const finds: Find[] = [];
  for (const { place, text } of texts) {
    for (const { name, spellings } of wanted) {
      for (const { encoding, text: spelt } of spellings) {
        const at = text.indexOf(spelt);
        if (at >= 0) finds.push({ place, secret: name, encoding, around: text.slice(Math.max(0, at - 60), at + 20) });
      }
    }
  }
  return finds;
}
