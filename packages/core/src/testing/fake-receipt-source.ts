import type { FetchOutcome, ReceiptSource } from '../ports/receipt-source.ts';

/** What the next fetch runs into. */
export type FakeSourceFault =
  | 'not-served'
  /** The source itself throws. */
  | 'throw'
  /** Never answered; not even the deadline makes it give up. */
  | 'hang';

/** An approving app that serves files in memory, with faults on demand. */
export interface FakeReceiptSource extends ReceiptSource {
  /** What is served, by address. */
  readonly files: Map<string, Uint8Array>;
  /** Faults for the coming fetches, one each. */
  readonly faults: (FakeSourceFault | undefined)[];
  /** Every address that was asked for. */
  readonly fetches: readonly string[];
  /** Resolves when the next fetch has begun. */
  nextFetch(): Promise<void>;
}

/** Opens a source without files; it fetches from `https://files.example/` only. */
export function createFakeReceiptSource(): FakeReceiptSource {
  const fetches: string[] = [];
  let awaited: PromiseWithResolvers<void> | undefined;
  const source: FakeReceiptSource = {
    files: new Map(),
    faults: [],
    fetches,
    nextFetch() {
      awaited ??= Promise.withResolvers();
      return awaited.promise;
    },
    refusalOf: (url) => (url.startsWith('https://files.example/') ? undefined : 'must be on files.example'),
    fetch(url, { maxBytes }): Promise<FetchOutcome> {
      fetches.push(url);
      awaited?.resolve();
      awaited = undefined;
      const fault = source.faults.shift();
      if (fault === 'hang') return new Promise(() => undefined);
      if (fault === 'throw') return Promise.reject(new Error(`A fault of the source at ${url}.`));
      const content = fault === 'not-served' ? undefined : source.files.get(url);
      if (content === undefined) return Promise.resolve({ kind: 'unavailable', failure: notServed });
      return Promise.resolve(content.byteLength > maxBytes ? { kind: 'too-large' } : { kind: 'fetched', content });
    },
  };
  return source;
}

const notServed = { code: 'RECEIPT_UNAVAILABLE', message: 'The approving app answered 404.' } as const;
