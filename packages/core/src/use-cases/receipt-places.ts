/** Room for lanes that deliver files at a time, whatever organization they are of. */
export interface ReceiptPlaces {
  /** @returns how to give the place back; `undefined` while all are taken. */
  take(): (() => void) | undefined;
}

/** So many places. Fewer than the workers of a process, so that files which are served slowly keep no worker from the vouchers of others. */
export function createReceiptPlaces(count: number): ReceiptPlaces {
  let free = count;
  return {
    take() {
      if (free <= 0) return undefined;
      free -= 1;
      return () => {
        free += 1;
      };
    },
  };
}
