import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createEnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';

const secret = { apiToken: 'a-token-nobody-may-see' };
const context = { organizationId: 'nbf', version: 1 };

describe('credentials at rest', () => {
  test('CFG-4 open with the key that sealed them, and the sealed text shows nothing of them', async () => {
    const box = createEnvelopeSecretBox(randomBytes(32));
    const sealed = await box.seal(secret, context);
    expect(await box.open(sealed, context)).toEqual(secret);
    const text = JSON.stringify(sealed);
    for (const form of ['utf8', 'base64', 'hex'] as const) {
      expect(text).not.toContain(Buffer.from(secret.apiToken).toString(form).slice(2, 20));
    }
    expect(await box.seal(secret, context)).not.toEqual(sealed);
  });

  test.each([
    ['of another organization', { organizationId: 'hlf', version: 1 }],
    ['of an earlier version', { organizationId: 'nbf', version: 2 }],
  ])('those %s do not open', async (_, other) => {
    const box = createEnvelopeSecretBox(randomBytes(32));
    const sealed = await box.seal(secret, context);
    await expect(box.open(sealed, other)).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE' });
  });

  test('with another key, or changed in any byte, they do not open', async () => {
    const key = randomBytes(32);
    const box = createEnvelopeSecretBox(key);
    const sealed = await box.seal(secret, context);
    const other = createEnvelopeSecretBox(randomBytes(32));
    await expect(other.open(sealed, context)).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE' });
    for (const field of ['wrappedKey', 'ciphertext'] as const) {
      const bytes = Buffer.from(String(sealed[field]), 'base64');
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8((bytes[at] ?? 0) ^ 1, at);
        const tampered = { ...sealed, [field]: changed.toString('base64') };
        await expect(box.open(tampered, context)).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE' });
      }
      const shortened = { ...sealed, [field]: bytes.subarray(0, 20).toString('base64') };
      await expect(box.open(shortened, context)).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE' });
    }
  });

  test('a key of another length is refused', () => {
    expect(() => createEnvelopeSecretBox(randomBytes(16))).toThrow('32 bytes');
  });
});
