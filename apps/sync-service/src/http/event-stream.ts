import { Readable } from 'node:stream';

/** One event of a stream, as server-sent events have it. */
export interface StreamEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: unknown;
}

/** A stream of events to one reader. */
export interface EventStream {
  /** What is sent. */
  readonly body: Readable;
  /** Nothing happens once it has ended. A reader that leaves too much unread is hung up on: it comes back and asks where it was. */
  send(event: StreamEvent): void;
  /** Says why, and ends it. */
  end(reason: 'token-expired' | 'shutting-down'): void;
}

/** How often a stream on which nothing happens says that it is there, in milliseconds: proxies close what is silent. */
const heartbeatMs = 15_000;

/** How much may lie unread here, besides what the operating system holds. In bytes. */
const mostUnread = 16_384;

/** When a reader should come back after the stream has broken, in milliseconds. */
const comeBackMs = 2_000;

/** A stream that says that it is there from time to time. `onClose` is called once, whoever ended it. */
export function createEventStream(onClose: () => void): EventStream {
  const body = new Readable({ read: () => undefined });
  const write = (text: string) => {
    if (body.destroyed || body.readableEnded || ended) return;
    body.push(text);
    if (body.readableLength > mostUnread) body.destroy();
  };
  let ended = false;
  const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs).unref();
  body.once('close', () => {
    clearInterval(heartbeat);
    onClose();
  });
  write(`retry: ${comeBackMs}\n\n`);
  return {
    body,
    send: ({ event, id, data }) =>
      write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end(reason) {
      write(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`);
      if (ended || body.destroyed) return;
      ended = true;
      body.push(null);
    },
  };
}
