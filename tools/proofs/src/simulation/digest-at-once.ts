import { createHash } from 'node:crypto';

/**
 * Lets the engine's digests be done at once, in this very thread: the platform's answer from another one, at a moment that no seed can replay. They say the
 * same. @returns what puts the platform's back.
 */
export function digestAtOnce(): () => void {
  const { subtle } = globalThis.crypto;
  const original = subtle.digest.bind(subtle);
  subtle.digest = (algorithm, data) => {
    if (algorithm !== 'SHA-256') return original(algorithm, data);
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    const digest = createHash('sha256').update(bytes).digest();
    return Promise.resolve(new Uint8Array(digest).buffer);
  };
  return () => {
    subtle.digest = original;
  };
}
