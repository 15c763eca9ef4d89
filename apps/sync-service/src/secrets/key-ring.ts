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
  readonly current: WrappingKey;
  /** The current one first. */
  readonly keys: readonly WrappingKey[];
}

/** The key of this id, or `undefined` when it is not known. */
export const keyOf = ({ keys }: KeyRing, id: string): WrappingKey | undefined => keys.find((it) => it.id === id);
