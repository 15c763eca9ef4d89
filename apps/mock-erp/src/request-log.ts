/** Which part of the sandbox a request went to. */
export type RequestSystem = 'xledger' | 'business-central' | 'finance' | 'entra' | 'openid' | 'key-vault';

/** How a request ended for the caller. */
export type RequestOutcome =
  | 'answered'
  | 'refused by fault'
  | 'dropped before work'
  | 'dropped after work'
  | 'unanswered before work'
  | 'unanswered after work'
  | 'truncated';

/** One request as it is remembered: secrets blotted out, texts cut at 64 kB. */
export interface LoggedRequest {
  readonly time: string;
  readonly system: RequestSystem;
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly status: number | undefined;
  readonly outcome: RequestOutcome;
  /** The fault rule that fired, if one did. */
  readonly faultId: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly answer: string;
}

/** The last requests and how many there were of each operation since the last reset. */
export interface RequestLog {
  record(request: LoggedRequest): void;
  /** Newest first. */
  list(): LoggedRequest[];
  /** Requests per operation since the start or the last `clear`. */
  counts(): Record<string, number>;
  clear(): void;
}

const KEPT_REQUESTS = 500;
const MAX_TEXT_CHARS = 64 * 1024;
const HEADERS_OF_INTEREST = [
  'authorization',
  'content-type',
  'accept',
  'prefer',
  'if-match',
  'isolation',
  'data-access-intent',
  'user-agent',
  'traceparent',
  'x-request-id',
  'client-request-id',
];
const SECRET_FIELDS =
  /("?(?:client_secret|access_token|id_token|id_token_hint|code_verifier|client_assertion)"?\s*[=:]\s*"?)[^"&\s]+/g;

/** An empty log that keeps the last 500 requests. */
export function createRequestLog(): RequestLog {
  const kept: LoggedRequest[] = [];
  const counters = new Map<string, number>();
  return {
    record(request) {
      kept.push({ ...request, body: presentable(request.body), answer: presentable(request.answer) });
      if (kept.length > KEPT_REQUESTS) kept.shift();
      counters.set(request.operation, (counters.get(request.operation) ?? 0) + 1);
    },
    list: () => kept.toReversed(),
    counts: () => Object.fromEntries(counters),
    clear() {
      kept.length = 0;
      counters.clear();
    },
  };
}

/** The headers worth remembering; of Authorization only the scheme is kept. */
export function headersOfInterest(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of HEADERS_OF_INTEREST) {
    const value = headers[name];
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    kept[name] = name === 'authorization' ? `${text.split(' ', 1)[0] ?? ''} ***` : text;
  }
  return kept;
}

function presentable(text: string): string {
  return text.slice(0, MAX_TEXT_CHARS).replaceAll(SECRET_FIELDS, '$1***');
}
