import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What can happen on a wire. It works below TLS: bytes are delayed, lost or cut off, never changed. */
export type WireFault =
  /** Everything arrives so much later, for so long. */
  | { readonly kind: 'latency'; readonly ms: number; readonly forMs: number }
  /** After so many bytes of answers the connection is reset; what was asked has arrived. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The next question resets all connections and does not arrive. */
  | { readonly kind: 'reset' }
  /** For so long nothing arrives, and nobody is told; then the connections concerned are reset, so that nothing arrives late. */
  | { readonly kind: 'black-hole'; readonly forMs: number };

/** A way to a server on this machine that can be disturbed. */
export interface FaultProxy {
  readonly port: number;
  /** Disturbs it once; resolves when the fault has struck something and is over. Until it strikes, the signal calls it off. */
  strike(fault: WireFault, calledOff?: AbortSignal): Promise<void>;
  close(): void;
}

interface Pair {
  readonly client: net.Socket;
  readonly server: net.Socket;
  /** Bytes of it have been lost: it can only be reset. */
  isBroken: boolean;
}

type Passage = 'pass' | 'swallow' | 'gone';

/** Opens a proxy on a free port. */
export async function createFaultProxy(targetPort: () => number): Promise<FaultProxy> {
  const pairs = new Set<Pair>();
  const faults = new Set<ReturnType<typeof faultAtWork>>();
  const listener = net.createServer({ allowHalfOpen: true }, (client) => {
    const server = net.connect({ port: targetPort(), host: '127.0.0.1', allowHalfOpen: true });
    const pair: Pair = { client, server, isBroken: false };
    pairs.add(pair);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => reset(pair));
      socket.on('close', () => {
        pairs.delete(pair);
        reset(pair);
      });
    }
    join(pair, client, server, 'question');
    join(pair, server, client, 'answer');
  });
  const join = (pair: Pair, from: net.Socket, to: net.Socket, direction: 'question' | 'answer') => {
    let line = Promise.resolve();
    // One after the other, as what comes later must not overtake what is delayed.
    const next = async (before: Promise<void>, bytes: Buffer | 'end'): Promise<void> => {
      await before;
      if (pair.isBroken || to.destroyed) return;
      if (bytes === 'end') return void to.end();
      if (passage(pair, direction, bytes, to) !== 'pass') return;
      const lateMs = Math.max(0, ...[...faults].map((it) => it.lateMs()));
      if (lateMs > 0) await pause(lateMs);
      if (!to.destroyed) to.write(bytes);
    };
    from.on('data', (bytes: Buffer) => {
      line = next(line, bytes);
    });
    from.on('end', () => {
      line = next(line, 'end');
    });
  };
  const passage = (pair: Pair, direction: 'question' | 'answer', bytes: Buffer, to: net.Socket): Passage => {
    for (const fault of faults) {
      const verdict = fault.meet(pair, direction, bytes, to, pairs);
      if (verdict !== 'pass') return verdict;
    }
    return 'pass';
  };
  await new Promise<void>((resolve) => void listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async strike(fault, calledOff) {
      const atWork = faultAtWork(fault, calledOff);
      faults.add(atWork);
      try {
        await atWork.over;
      } finally {
        faults.delete(atWork);
      }
    },
    close() {
      listener.close();
      pairs.forEach(reset);
    },
  };
}

function reset({ client, server }: Pair): void {
  for (const socket of [client, server]) if (!socket.destroyed) socket.resetAndDestroy();
}

/** One fault until it is over. */
function faultAtWork(fault: WireFault, calledOff?: AbortSignal) {
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  const broken = new Set<Pair>();
  let left = fault.kind === 'cut' ? fault.afterBytes : 0;
  let isOver = false;
  let hasBegun = false;
  const end = () => {
    isOver = true;
    broken.forEach(reset);
    resolve();
  };
  calledOff?.addEventListener('abort', () => {
    if (hasBegun) return;
    isOver = true;
    reject(new Error('Called off'));
  });
  const beginFor = (forMs: number) => {
    if (!hasBegun) setTimeout(end, forMs);
    hasBegun = true;
  };
  return {
    over,
    lateMs: () => (fault.kind === 'latency' && !isOver ? fault.ms : 0),
    meet(
      pair: Pair,
      direction: 'question' | 'answer',
      bytes: Buffer,
      to: net.Socket,
      pairs: ReadonlySet<Pair>,
    ): Passage {
      if (isOver) return 'pass';
      switch (fault.kind) {
        case 'latency':
          beginFor(fault.forMs);
          return 'pass';
        case 'black-hole':
          beginFor(fault.forMs);
          pair.isBroken = true;
          broken.add(pair);
          return 'swallow';
        case 'reset':
          if (direction !== 'question') return 'pass';
          hasBegun = true;
          pairs.forEach(reset);
          end();
          return 'gone';
        case 'cut':
          if (direction !== 'answer') return 'pass';
          left -= bytes.length;
          if (left > 0) return 'pass';
          to.write(bytes.subarray(0, Math.max(0, bytes.length + left)));
          pair.isBroken = true;
          hasBegun = true;
          // The bytes that were let through are to arrive before the end does.
          setImmediate(() => {
            reset(pair);
            end();
          });
          return 'gone';
      }
    },
  };
}
