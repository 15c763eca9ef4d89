import { sealedAttemptColumns, sealedEntryColumns } from '@bilag/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, sha256 } from '../src/audit/canonical.ts';
import { entryHash, matchOf } from '../src/audit/entry-hash.ts';
import { noHash, sealHash, signedText } from '../src/audit/seal-hash.ts';
import { isSigned, publicKeysOf, signingKeyOf } from '../src/audit/signing-key.ts';

const entry = {
  organizationId: 'nbf',
  logId: '17',
  transactionId: '900',
  atMicros: '1772700000000000',
  recordId: null,
  action: 'attempt',
  entry: sealedEntryColumns.map(([name], at) => (at % 3 === 2 ? null : `${name} æ`)),
  attempt: sealedAttemptColumns.map(([name]) => name),
};

test('AUD-8 what was sealed by this release verifies with every later one: the form of the hashes never changes', () => {
  expect(entryHash(entry).toString('hex')).toBe('69e0d5ccaddaf1da2aca903cc027aff42a7582bc53f99ef017e3a548ababbf15');
  const seal = {
    organizationId: 'nbf',
    number: 2,
    position: 3,
    logIds: ['17', '19'],
    entryHashes: Buffer.alloc(64, 7),
    sealedAtMicros: '1772700000000000',
    keyId: 'abc',
  };
  const hash = sealHash(seal, Buffer.alloc(32, 9));
  expect(hash.toString('hex')).toBe('64f89ec2090cf3a6f116895e026622c640e52cf2b9b9a444539d03b7aece78a7');
  expect(sealHash(seal, noHash).equals(hash)).toBe(false);
  const key = signingKeyOf(Buffer.alloc(32, 5));
  expect([key.keyId, key.publicKey]).toEqual(['887df96eb4446064', 'kB4OJCZ9bzcWmQszb2yv5QDqNYhSKO3ZkQMdfctrqH0=']);
  const [publicKey] = publicKeysOf([key.publicKey]).values();
  if (publicKey === undefined) throw new Error('There is one key.');
  expect(isSigned(signedText(hash), key.sign(signedText(hash)), publicKey)).toBe(true);
  expect(isSigned(signedText(hash), key.sign(hash), publicKey)).toBe(false);
});

test('AUD-8 no two lists of values have the same text, whatever is in them', () => {
  const text = fc.oneof(fc.constantFrom('', '0', '\n', ':', 'a:text:1', '-'), fc.string({ unit: 'binary' }));
  const part = fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('text', 'number'), fc.option(text));
  const parts = fc.array(part, { maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(canonical('x', one) === canonical('x', other)).toBe(isSame);
    }),
    { numRuns: 500 },
  );
  expect(canonical('x', [['a', 'text', null]])).not.toBe(canonical('x', [['a', 'text', '']]));
});

test('AUD-8 an erased text counts as what it was, and one that was only written as if it were erased is no fault', () => {
  const erased = `(erased) sha256:${sha256('Kari').toString('hex')}`;
  const [message, reply] = ['message', 'reply_body'].map((it) => sealedEntryColumns.findIndex(([name]) => name === it));
  const saying = (text: string, answer: string) => ({
    ...entry,
    entry: entry.entry.with(message ?? -1, text).with(reply ?? -1, answer),
  });
  const sealed = entryHash(saying('Kari', 'Kari'));
  expect(matchOf(saying('Kari', 'Kari'), sealed)).toBe('as-it-was');
  expect(matchOf(saying(erased, 'Kari'), sealed)).toBe('erased');
  expect(matchOf(saying('Kari', erased), sealed)).toBe('erased');
  expect(matchOf(saying(erased, erased), sealed)).toBe('erased');
  expect(matchOf(saying('Kåre', erased), sealed)).toBeUndefined();
  const odd = entryHash(saying(erased, 'Kari'));
  expect(matchOf(saying(erased, 'Kari'), odd)).toBe('as-it-was');
  expect(matchOf(saying(erased, erased), odd)).toBe('erased');
  expect(matchOf(saying('Kari', 'Kari'), odd)).toBeUndefined();
});
