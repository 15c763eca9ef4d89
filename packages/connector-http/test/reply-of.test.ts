import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { replyOf } from '../src/index.ts';

/** 10 MB in one piece, as an answer arrives. */
const pageOf = (at: number) => Buffer.alloc(10_000_000, `page ${at}, `).toString();

function bytesInUse(): number {
  setFlagsFromString('--expose_gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('a reply as it is kept', () => {
  test('is word for word what was answered', () => {
    const text = '{"error":{"code":"Internal_InvalidTableRelation","message":"9999 «finnes ikke»"}}';
    expect(replyOf({ status: 400, text }, ['s3cret'])).toEqual({ status: 400, body: text });
  });

  test('DOD-6 holds no secret, however it was spelled', () => {
    const secret = 'a"b/c d';
    const text = `${secret} ${JSON.stringify({ secret })} secret=${encodeURIComponent(secret)}`;
    expect(replyOf({ status: 401, text }, [secret]).body).toBe('*** {"secret":"***"} secret=***');
  });

  test('DOD-6 holds no secret that was encoded: in base64 after a name, in hexadecimal, in a page, in JSON within JSON', () => {
    const secret = `s3cret-"&<>'/+=%`;
    const html = 's3cret-&quot;&amp;&lt;&gt;&#39;/+=%';
    const header = Buffer.from(`bilag:${secret}`).toString('base64');
    const logged = JSON.stringify(JSON.stringify({ secret }));
    const text = `${html} ${header} ${Buffer.from(secret).toString('hex')} ${logged}`;
    const { body } = replyOf({ status: 400, text }, [secret]);
    expect(body).toBe(`*** YmlsYWc6***Q== *** "{\\"secret\\":\\"***\\"}"`);
  });

  test('leaves alone what only looks like a short secret in base64', () => {
    const text = Buffer.from('a harmless answer E1 of some length').toString('base64');
    expect(replyOf({ status: 400, text }, ['E1', 'ar']).body).toBe(text);
  });

  test('leaves no rest of a secret that contains another', () => {
    expect(replyOf({ status: 400, text: 'E1187-private' }, ['E1187', 'E1187-private', '']).body).toBe('***');
  });

  test('is kept also where half a character is to be hidden', () => {
    expect(replyOf({ status: 400, text: 'a\ud800b' }, ['a\ud800b', '\ud800'])).toEqual({ status: 400, body: '***' });
  });

  test('DOD-6 holds no part of a secret, also where the answer is cut within one', () => {
    const secret = 'Hotell i Ålesund for Kari Nordmann og hele hennes store familie, tre netter med frokost.';
    for (const before of ['', 'x', 'y'.repeat(40), 'z'.repeat(87)]) {
      const text = before + secret.repeat(1_000);
      const { body } = replyOf({ status: 400, text }, [secret, 'netter']);
      expect(body).toMatch(new RegExp(`^${before}[*]+…$`));
    }
  });

  test('keeps no more of a large answer in memory than what is kept of it', () => {
    const before = bytesInUse();
    const replies = Array.from({ length: 20 }, (_, at) => replyOf({ status: 500, text: pageOf(at) }, ['s3cret']));
    expect(bytesInUse() - before).toBeLessThan(50_000_000);
    expect(new Set(replies.map(({ body }) => body)).size).toBe(20);
  });

  test('is cut to what fits, and never inside a character', () => {
    const { body } = replyOf({ status: 502, text: `${'x'.repeat(3_998)}😀${'y'.repeat(9_000)}` }, []);
    expect(body).toBe(`${'x'.repeat(3_998)}…`);
  });
});
