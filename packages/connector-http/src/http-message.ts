/** One request as it goes out. */
export interface HttpQuestion {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** An address that `parseServerAddress` has let through, or one below it. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What an answer begins with. */
export interface HttpHead {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A complete answer, whatever its status; a redirect is an answer too. */
export interface HttpAnswer extends HttpHead {
  /** Unpacked. */
  readonly text: string;
}

/** A complete answer as bytes. */
export interface HttpFile extends HttpHead {
  /** Unpacked; `undefined` when it has more bytes than were asked for. */
  readonly content: Uint8Array | undefined;
}

/** No complete answer came. */
export class NoAnswer extends Error {
  /**
   * - `not-sent`: no connection was opened, so surely nothing reached the server, whoever was at fault.
   * - `timeout`: the time limit or the caller’s signal came first. It may have been carried out.
   * - `lost`: the connection broke. It may have been carried out.
   * - `unreadable`: an answer came that is too large, holds too many values or cannot be unpacked. It may have been carried out.
   */
  readonly kind: 'not-sent' | 'timeout' | 'lost' | 'unreadable';

  constructor(kind: NoAnswer['kind'], cause?: unknown) {
    super(`No answer: ${kind}`, { cause });
    this.name = 'NoAnswer';
    this.kind = kind;
  }
}
