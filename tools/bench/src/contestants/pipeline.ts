import { callsInFlight } from '../erp/erp-client.ts';

/** Where rows come from and go to. */
export interface Pipeline<Row> {
  readonly claim: () => Promise<readonly Row[]>;
  readonly handle: (row: Row) => Promise<void>;
  readonly done: (ids: readonly string[]) => Promise<unknown>;
  /** How many rows a claim gives; half of it is claimed ahead. */
  readonly batch: number;
}

/** Batches into 32 handlers; completions are gathered while the one before is written. Ends when nothing is left to claim. */
export async function pipeline<Row extends { readonly id: string }>(it: Pipeline<Row>): Promise<void> {
  const rows: Row[] = [];
  const waiting: (() => void)[] = [];
  const done = gathering(it.done);
  let isFilling = false;
  let isOver = false;
  const fill = async (): Promise<void> => {
    if (isFilling || isOver) return;
    isFilling = true;
    const claimed = await it.claim();
    isFilling = false;
    if (claimed.length === 0) isOver = true;
    rows.push(...claimed);
    waiting.splice(0).forEach((wake) => wake());
    if (rows.length < it.batch / 2) void fill();
  };
  const worker = async (): Promise<void> => {
    for (;;) {
      if (rows.length < it.batch / 2) void fill();
      const row = rows.shift();
      if (row !== undefined) {
        await it.handle(row);
        done(row.id);
      } else if (isOver) return;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  await Promise.all(Array.from({ length: callsInFlight }, worker));
}

/** Hands over one id after the other as batches: whatever came while the last one was written. */
export function gathering(write: (ids: readonly string[]) => Promise<unknown>): (id: string) => void {
  let ids: string[] = [];
  let isWriting = false;
  const flush = async (): Promise<void> => {
    if (isWriting) return;
    isWriting = true;
    while (ids.length > 0) await write(ids.splice(0));
    isWriting = false;
  };
  return (id) => {
    ids.push(id);
    void flush();
  };
}
