import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createEnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';
import { ringOf, type WrappingKey } from '../src/secrets/key-ring.ts';
import { keyIdOf, localKeyRing } from '../src/secrets/local-keys.ts';

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
      for (let length = 0; length < bytes.length; length += 1) {
        const shortened = { ...sealed, [field]: bytes.subarray(0, length).toString('base64') };
        await expect(box.open(shortened, context)).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE' });
      }
    }
  });

  test('a key of another length is refused', () => {
    expect(() => createEnvelopeSecretBox(randomBytes(16))).toThrow('32 bytes');
  });

  test('carry whole tags of 16 bytes behind nonces of 12', async () => {
    const sealed = await createEnvelopeSecretBox(randomBytes(32)).seal(secret, context);
    const lengthOf = (field: string) => Buffer.from(String(sealed[field]), 'base64').length;
    expect(lengthOf('wrappedKey')).toBe(12 + 32 + 16);
    expect(lengthOf('ciphertext')).toBe(12 + JSON.stringify(secret).length + 16);
  });

  test('what a release before has sealed, without naming its key, opens with that key wherever it stands, and can be sealed anew', async () => {
    const key = Buffer.from('c2VhbGVkLWJ5LXRoZS1yZWxlYXNlLWJlZm9yZS0wMDE=', 'base64');
    const sealed = {
      form: 1,
      keyId: 'default',
      wrappedKey: 'cPIFMbZ3seg6ICe/QPtO8bj6bh+1Ck+Ytb8Omaie/QXhAhJ6vzXbV9bPwbdN9iWbKURuUHpb3Cgc4ayr',
      ciphertext: 'S5uzBW91LdX1FuJEEo5MlRuPf/RAuCz7jm0xpyKYwVheOzb//Au4yyvPJai4NLZkDHyO9TtghS4=',
    };
    const of = { organizationId: 'nbf', version: 3 };
    expect(await createEnvelopeSecretBox(key).open(sealed, of)).toEqual({ apiToken: 'sealed-before' });
    const next = randomBytes(32);
    const both = createEnvelopeSecretBox(localKeyRing(next, [randomBytes(32), key]));
    expect(await both.open(sealed, of)).toEqual({ apiToken: 'sealed-before' });
    const resealed = await both.reseal(sealed, of);
    expect(resealed).toMatchObject({ form: 2, keyId: keyIdOf(next) });
    expect(await createEnvelopeSecretBox(next).open(resealed, of)).toEqual({ apiToken: 'sealed-before' });
    for (const wrong of [{ organizationId: 'hlf', version: 3 }, context]) {
      await expect(both.open(sealed, wrong)).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE' });
      await expect(both.reseal(sealed, wrong)).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE' });
    }
  });
});

describe('a key that is replaced', () => {
  const [former, next] = [randomBytes(32), randomBytes(32)];
  const before = createEnvelopeSecretBox(former);
  const both = createEnvelopeSecretBox(localKeyRing(next, [former]));
  const after = createEnvelopeSecretBox(next);

  test('opens what it has sealed for as long as it is known, and seals nothing more', async () => {
    const sealed = await before.seal(secret, context);
    expect(sealed).toMatchObject({ form: 2, keyId: keyIdOf(former) });
    expect(await both.open(sealed, context)).toEqual(secret);
    await expect(after.open(sealed, context)).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE' });
    expect(await both.seal(secret, context)).toMatchObject({ keyId: keyIdOf(next) });
  });

  test('gives over its secrets without their being opened: only the data key is wrapped anew', async () => {
    const sealed = await before.seal(secret, context);
    const resealed = await both.reseal(sealed, context);
    expect(resealed).toMatchObject({ form: 2, keyId: keyIdOf(next), ciphertext: sealed['ciphertext'] });
    expect(await after.open(resealed, context)).toEqual(secret);
    await expect(before.open(resealed, context)).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE' });
    expect(await both.reseal(resealed, context)).toBe(resealed);
  });

  test.each([
    ['of another organization', { organizationId: 'hlf', version: 1 }],
    ['of another version', { organizationId: 'nbf', version: 2 }],
  ])('does not give them over as those %s', async (_, other) => {
    const sealed = await before.seal(secret, context);
    await expect(both.reseal(sealed, other)).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE' });
  });

  test('has a name of its own, which a sealed secret cannot be given to another key by', async () => {
    const sealed = await before.seal(secret, context);
    expect(keyIdOf(former)).toMatch(/^[0-9a-f]{16}$/);
    expect(keyIdOf(former)).not.toBe(keyIdOf(next));
    const renamed = [{ keyId: keyIdOf(next) }, { keyId: 'default' }, { form: 1, keyId: 'default' }, { form: 3 }];
    for (const change of renamed) {
      await expect(both.open({ ...sealed, ...change }, context)).rejects.toMatchObject({
        code: 'CREDENTIALS_UNREADABLE',
      });
    }
  });

  test.each([
    ['of another organization', { organizationId: 'hlf', version: 1 }],
    ['of another version', { organizationId: 'nbf', version: 2 }],
  ])(
    'that cannot bind what it wraps to a purpose, as one in a vault, still opens no secret as that %s',
    async (_, other) => {
      const vaultKey: WrappingKey = {
        id: 'vault',
        wrap: async (dataKey) => Buffer.from(dataKey.toReversed()),
        unwrap: async (wrapped) => Buffer.from(wrapped.toReversed()),
      };
      const box = createEnvelopeSecretBox(ringOf(vaultKey));
      const sealed = await box.seal(secret, context);
      expect(await box.open(sealed, context)).toEqual(secret);
      await expect(box.open(sealed, other)).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE' });
    },
  );

  test('a wrapped key of one secret does not open the text of another', async () => {
    const [one, other] = [await both.seal(secret, context), await both.seal({ apiToken: 'other' }, context)];
    const mixed = { ...one, ciphertext: other['ciphertext'] ?? '' };
    await expect(both.open(mixed, context)).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE' });
  });
});
