/** Lets a few through at a time, the others in the order they came. */
export interface Turns {
  /** Waits for a turn, which lasts until it is disposed of; `undefined` when the signal fires first. */
  enter(signal: AbortSignal): Promise<Disposable | undefined>;
}

/** Turns for so many at a time. */
export function createTurns(places: number): Turns {
  let free = places;
  const line = new Set<() => void>();
  const leave = () => {
    const [next] = line;
    if (next === undefined) free += 1;
    else next();
  };
  const wait = async (signal: AbortSignal) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const end = (isMyTurn: boolean) => {
      line.delete(goOn);
      signal.removeEventListener('abort', giveUp);
      resolve(isMyTurn);
    };
    const goOn = () => end(true);
    const giveUp = () => end(false);
    line.add(goOn);
    signal.addEventListener('abort', giveUp);
    return await promise;
  };
  return {
    async enter(signal) {
      if (signal.aborted) return undefined;
      if (free > 0) free -= 1;
      else if (!(await wait(signal))) return undefined;
      return { [Symbol.dispose]: leave };
    },
  };
}
