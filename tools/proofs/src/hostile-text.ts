import fc from 'fast-check';

/** Texts that have broken somebody's request before. */
const known = [
  '"; drop table vouchers; --',
  "Robert'); --",
  '\\"\\\\u0000\\',
  '{"query":"mutation { x }"}',
  '${process.exit(1)} #{7*7} {{7*7}} %s %n',
  '=HYPERLINK("https://example.org")',
  "' or '1' eq '1",
  '<script>alert(1)</script>&amp;&#x41;',
  ']]><!--',
  '--changeset_1\r\n\r\nHTTP/1.1 200 OK',
  'Ærø, ŋ, Ǿ, ß, ﬁ, İ',
  'e\u0301 vs é',
  '\u202Eright to left\u202C',
  '👩‍🦯👨🏽‍🦽🇳🇴',
  '\u2028\u2029\uFEFF',
  'x'.repeat(10_000),
  '😀'.repeat(5_000),
];

/** Of every length up to the longest; fast-check by itself stays at some ten. */
function textOf(unit: 'binary' | 'grapheme' | 'binary-ascii', maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit, minLength: 1, maxLength, size: 'max' });
}

/** Any text that an approval may carry: quotes, control characters, every plane of Unicode, up to 10,000 characters. Never blank, as an ERP may put its own text there. */
export const hostileText: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 3, arbitrary: textOf('binary', 30) },
    { weight: 1, arbitrary: textOf('grapheme', 30) },
    { weight: 1, arbitrary: textOf('grapheme', 120) },
    { weight: 1, arbitrary: textOf('binary-ascii', 300) },
    { weight: 1, arbitrary: fc.constantFrom(...known) },
  )
  .map((text) => (text.trim() === '' ? `«${text}»` : text));
