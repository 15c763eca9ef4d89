/** What a route's work answers. A string body is sent as it is, anything else as JSON, `undefined` as no body. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  /** Default `application/json; charset=utf-8`. */
  readonly contentType?: string | undefined;
}
