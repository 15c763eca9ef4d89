/**
 * Somebody else's value as JSON text that `jsonb` can hold. What it cannot hold, NUL and halves of surrogate pairs, becomes U+FFFD: left out, a
 * code would become another one.
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, it: unknown) =>
    typeof it === 'string' ? it.replaceAll('\u0000', '\uFFFD').toWellFormed() : it,
  );
}
