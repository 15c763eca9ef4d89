/** Work that is done again and again, one round after the other. */
export interface Rounds {
  /** Begins; further calls change nothing. */
  start(): void;
  /** The next round begins at once, or as soon as this one has ended. */
  wake(): void;
  /** Resolves once the signal has fired and the last round is over; at once when it never began. */
  ended(): Promise<void>;
}

/**
 * Does `work` until the signal fires: whenever it is woken, and when as many milliseconds have passed as the last round said; `undefined` waits to be
 * woken. `work` must not reject.
 */
export function createRounds(work: () => Promise<number | undefined>, stop: AbortSignal): Rounds {
  let loop: Promise<void> | undefined;
  let wakeUp = (): void => undefined;
  let isWoken = false;
  const wake = (): void => {
    isWoken = true;
    wakeUp();
  };
  const idle = (ms: number | undefined): Promise<void> => {
    if (isWoken || stop.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
  const run = async (): Promise<void> => {
    while (!stop.aborted) {
      isWoken = false;
      await idle(await work());
    }
  };
  stop.addEventListener('abort', () => wakeUp(), { once: true });
  return {
    start() {
      loop ??= run();
    },
    wake,
    ended: async () => await loop,
  };
}
