/** What a screen does with news. */
export interface EventListener {
  /** Something may have changed: also whenever the stream is open again, as nobody knows what was missed. */
  readonly onHint: () => void;
  /** Whether news come by themselves. */
  readonly onConnection: (isUp: boolean) => void;
}

/** The first wait before the stream is asked for again, and the longest, in milliseconds. */
const firstWaitMs = 1_000;
const longestWaitMs = 30_000;

/** Listens until the signal fires, through every loss of the stream. Never rejects. The token is sent as with every other call, and is in no address. */
export async function listenToEvents(
  address: string,
  token: string,
  signal: AbortSignal,
  { onHint, onConnection }: EventListener,
): Promise<void> {
  let waitMs = firstWaitMs;
  while (!signal.aborted) {
    const isRefused = await listenOnce(
      address,
      token,
      signal,
      () => {
        waitMs = firstWaitMs;
        onConnection(true);
        onHint();
      },
      onHint,
    ).catch(() => false);
    onConnection(false);
    // Whoever is not let in would not be let in a moment later either; the next call of the screen says why.
    if (isRefused) return;
    await pause(waitMs, signal);
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  }
}

/** @returns whether the service has refused the stream. */
async function listenOnce(
  address: string,
  token: string,
  signal: AbortSignal,
  onOpen: () => void,
  onHint: () => void,
): Promise<boolean> {
  const { ok, status, body } = await fetch(address, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    cache: 'no-store',
    redirect: 'error',
    signal,
  });
  if (!ok || body === null) {
    await body?.cancel();
    return status === 401 || status === 403 || status === 404;
  }
  onOpen();
  let rest = '';
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const blocks = (rest + part.value).split('\n\n');
    rest = blocks.pop() ?? '';
    if (blocks.some((it) => it.split('\n').includes('event: change'))) onHint();
  }
  return false;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
