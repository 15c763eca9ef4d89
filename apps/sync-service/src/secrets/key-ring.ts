/** A key that wraps data keys: the key-encryption key. It lies outside the database. */
export interface WrappingKey {
  /** Names the key in what it has wrapped; tells nothing of it. */
  readonly id: string;
  /** @param purpose what the data key is for; it unwraps for nothing else. */
  wrap(dataKey: Uint8Array, purpose: string): Promise<Buffer>;
  /** @throws {KeyRefusal} when this key did not wrap it for this purpose. Any other error says that the key cannot be used at the moment. */
  unwrap(wrapped: Uint8Array, purpose: string): Promise<Buffer>;
}

/** What was sealed does not open with this key, now or ever. */
export class KeyRefusal extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KeyRefusal';
  }
}

/** The keys that are known: the current one seals, every one opens. */
export interface KeyRing {
  /** Seals. Asked for each time: of a key in a vault there may be a new version. @throws when it cannot be told at the moment. */
  current(): Promise<WrappingKey>;
  /** Those that this process holds itself, the current one first. What does not say by which key it was sealed is tried with each. */
  readonly local: readonly WrappingKey[];
  /** The key of this id, or `undefined` when it is not known. */
  find(id: string): WrappingKey | undefined;
  /** Tries out that the current key seals and opens. @throws {VaultTrouble} saying what is in the way. */
  assertUsable(): Promise<void>;
}

/** The same keys, of which the one that seals now goes on sealing, whatever comes after it. */
export async function pinned(ring: KeyRing): Promise<KeyRing> {
  const current = await ring.current();
  return { ...ring, current: async () => current };
}

/** A ring of one key. */
export const ringOf = (key: WrappingKey): KeyRing => ({
  current: async () => key,
  local: [key],
  find: (id) => (id === key.id ? key : undefined),
  assertUsable: async () => undefined,
});
