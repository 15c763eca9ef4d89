/**
 * Reads for callers that come while a reading is under way are made together by the next one, without a timer: each caller sees what was committed before it
 * asked. A reading that fails fails for all that share it.
 */
export function createSharedReads<Key, Value>(
  read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): (key: Key) => Promise<Value | undefined> {
  let waiting = new Map<Key, PromiseWithResolvers<Value | undefined>>();
  let isReading = false;

  const readNext = async (): Promise<void> => {
    const callers = waiting;
    waiting = new Map();
    try {
      const found = await read([...callers.keys()]);
      for (const [key, { resolve }] of callers) resolve(found.get(key));
    } catch (error) {
      for (const { reject } of callers.values()) reject(error);
    }
  };
  const begin = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    while (waiting.size > 0) await readNext();
    isReading = false;
  };
  return (key) => {
    const caller = waiting.get(key) ?? Promise.withResolvers<Value | undefined>();
    waiting.set(key, caller);
    // All that arrive in this turn of the event loop share it.
    setImmediate(() => void begin());
    return caller.promise;
  };
}
