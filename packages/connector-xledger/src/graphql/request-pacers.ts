import { createHash } from 'node:crypto';
import { createRequestPacer, type RequestPacer } from './request-pacer.ts';

/** The pacers of a process, one for each token: whoever uses a token waits in the same line, and nobody in that of another. */
export interface RequestPacers {
  /** Takes part in the line of a token until {@link PacerSeat.leave}. */
  join(endpoint: URL, apiToken: string): PacerSeat;
}

/** A place in the line of a token. */
export interface PacerSeat extends Pick<RequestPacer, 'enter'> {
  /** To be called when nothing more will be sent. */
  leave(): void;
}

/**
 * No pacers yet. One that everybody has left is kept until its last requests no longer count, so that a gateway that is closed and
 * opened again does not begin anew.
 * @source reference of the Xledger API, section 9, read 2026-11; that Xledger counts by token is an inference.
 */
export function createRequestPacers(open: () => RequestPacer = createRequestPacer): RequestPacers {
  const lines = new Map<string, { readonly pacer: RequestPacer; seats: number }>();
  const forget = () => {
    for (const [key, { pacer, seats }] of lines) if (seats === 0 && pacer.isAtRest()) lines.delete(key);
  };
  return {
    join(endpoint, apiToken) {
      forget();
      const key = createHash('sha256').update(`${endpoint.host} ${apiToken}`).digest('base64url');
      const line = lines.get(key) ?? { pacer: open(), seats: 0 };
      lines.set(key, line);
      line.seats += 1;
      let isIn = true;
      return {
        enter: (signal) => line.pacer.enter(signal),
        leave() {
          if (isIn) line.seats -= 1;
          isIn = false;
        },
      };
    },
  };
}
