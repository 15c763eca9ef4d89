/** Room for lanes that deliver files at a time, whatever organization they are of. */
export interface ReceiptPlaces {
  /** @returns how to give the place back, which says whether somebody wants it; `undefined` while all are taken. */
  take(): (() => boolean) | undefined;
}

/** So many places. Fewer than the workers of a process, so that files which are served slowly keep no worker from the vouchers of others. */
export function createReceiptPlaces(count: number): ReceiptPlaces {
  let free = count;
  let isWanted = false;
  return {
    take() {
      isWanted = free <= 0;
      if (isWanted) return undefined;
      free -= 1;
      return () => {
        free += 1;
        return isWanted;
      };
    },
  };
}
