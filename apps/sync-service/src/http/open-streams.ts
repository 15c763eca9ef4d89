import type { ServerResponse } from 'node:http';
import { SyncError } from '@bilag/core';
import { type Caller, callerKey } from './caller.ts';
import { createEventStream, type EventStream } from './event-stream.ts';

/** The streams that are open in this process. */
export interface OpenStreams {
  /**
   * A stream that ends with the caller's token, or at once where the reader has left. `subject` is what it is about.
   * @throws {SyncError} `TOO_MANY_STREAMS`.
   */
  open(caller: Caller, subject: string, response: ServerResponse, onClose: () => void): EventStream;
  /** Ends all of them, hangs up on those that do not read on, and takes no more. */
  endAll(): void;
}

/** How many streams at once: of one caller, about one organization, and in this process. */
const most = { caller: 20, subject: 200, process: 2_000 } as const;

/** How long a reader may take to read that it is over, in milliseconds. */
const farewellMs = 500;

/** Streams are few per caller, so that nobody's forgotten tabs take those of everybody else. */
export function createOpenStreams(now: () => Date): OpenStreams {
  const streams = new Set<{
    readonly caller: string;
    readonly subject: string;
    readonly stream: EventStream;
    readonly response: ServerResponse;
  }>();
  let isOver = false;
  const count = (isMeant: (it: { caller: string; subject: string }) => boolean) => [...streams].filter(isMeant).length;
  return {
    open(caller, subject, response, onClose) {
      if (isOver) throw new SyncError('NOT_READY', 'The service is stopping.');
      const key = callerKey(caller);
      const isTooMany =
        streams.size >= most.process ||
        count((it) => it.caller === key) >= most.caller ||
        count((it) => it.subject === subject) >= most.subject;
      if (isTooMany) {
        throw new SyncError('TOO_MANY_STREAMS', 'No more streams may be opened.', { retryAfterMs: 30_000 });
      }
      const leftMs = Math.max(caller.untilMs - now().getTime(), 0);
      const expiry = setTimeout(() => stream.end('token-expired'), leftMs).unref();
      const stream = createEventStream(() => {
        clearTimeout(expiry);
        onClose();
      });
      const entry = { caller: key, subject, stream, response };
      const forget = () => {
        stream.body.destroy();
        streams.delete(entry);
      };
      streams.add(entry);
      // Whoever left before, while his organization was looked up, is not told of again.
      if (response.closed) forget();
      else response.once('close', forget);
      return stream;
    },
    endAll() {
      isOver = true;
      for (const { stream } of streams) stream.end('shutting-down');
      setTimeout(() => {
        for (const { response } of streams) response.destroy();
      }, farewellMs);
    },
  };
}
