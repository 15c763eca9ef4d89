/** Lets one piece of work run at a time. */
export interface Turn {
  run<Result>(work: () => Promise<Result> | Result): Promise<Result>;
  readonly isTaken: boolean;
}

/** Work waits for the work before it, whether that succeeds or fails. */
export function createTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  let open = 0;
  return {
    run(work) {
      open += 1;
      const mine = last.then(work).finally(() => {
        open -= 1;
      });
      last = mine.catch(() => undefined);
      return mine;
    },
    get isTaken() {
      return open > 0;
    },
  };
}
