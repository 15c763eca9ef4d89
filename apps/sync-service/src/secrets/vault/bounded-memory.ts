/** Remembers secret bytes for a while, and not more than so many. */
export interface BoundedMemory {
  /** What was made under this name within the time; else it is made now, once, however many ask. Each gets a copy. What fails is not remembered. */
  of(name: string, make: () => Promise<Uint8Array>): Promise<Buffer>;
  /** Forgets everything. */
  clear(): void;
}

/**
 * @param forMs from its making on, in milliseconds, however often it is asked for; 0 remembers nothing.
 * @param most of them; then the oldest goes first.
 * @param now for tests.
 */
export function createBoundedMemory(forMs: number, most: number, now: () => number = Date.now): BoundedMemory {
  // In the order of their making, which is that of their ends.
  const known = new Map<string, { readonly bytes: Buffer; readonly until: number }>();
  const making = new Map<string, Promise<Uint8Array>>();
  let timer: NodeJS.Timeout | undefined;
  const forget = (name: string) => {
    known.get(name)?.bytes.fill(0);
    known.delete(name);
  };
  const sweep = () => {
    for (const [name, { until }] of known) {
      if (until > now() && known.size <= most) break;
      forget(name);
    }
    clearTimeout(timer);
    // What nobody asks for any more goes as well.
    const [first] = known.values();
    timer = first && setTimeout(sweep, Math.max(first.until - now(), 0) + 1).unref();
  };
  const remember = (name: string, bytes: Uint8Array) => {
    if (forMs === 0) return;
    forget(name);
    known.set(name, { bytes: Buffer.from(bytes), until: now() + forMs });
    sweep();
  };
  return {
    async of(name, make) {
      const found = known.get(name);
      if (found !== undefined && found.until > now()) return Buffer.from(found.bytes);
      let made = making.get(name);
      if (made === undefined) {
        made = make().finally(() => making.delete(name));
        making.set(name, made);
        remember(name, await made);
      }
      return Buffer.from(await made);
    },
    clear() {
      for (const name of known.keys()) forget(name);
      clearTimeout(timer);
    },
  };
}
