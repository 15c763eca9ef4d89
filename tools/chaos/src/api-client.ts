/** An answer of the service. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The service's REST API, over a wire on which answers get lost. */
export interface ApiClient {
  /** Calls once. @throws when no whole answer came. */
  once(method: string, address: string, body?: unknown): Promise<ApiAnswer>;
  /** Calls until there is an answer that is neither lost nor «not now»; whatever is called must bear being called twice. */
  insist(method: string, address: string, body?: unknown): Promise<ApiAnswer>;
  /** How many calls had to be repeated because no whole answer came, and because the service said «not now» or broke down. */
  readonly repeats: { lost: number; refused: number; broken: number };
}

const patienceMs = 20_000;
const insistMs = 300_000;

/** A client of the service at `baseUrl`, with a fresh token for each call. */
export function createApiClient(baseUrl: string, token: () => Promise<string>): ApiClient {
  const repeats = { lost: 0, refused: 0, broken: 0 };
  const once: ApiClient['once'] = async (method, address, body) => {
    const response = await fetch(baseUrl + address, {
      method,
      headers: {
        authorization: `Bearer ${await token()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    once,
    repeats,
    async insist(method, address, body) {
      for (const deadline = performance.now() + insistMs; ; ) {
        const answer = await once(method, address, body).catch(() => undefined);
        if (answer !== undefined && answer.status < 500 && answer.status !== 429) return answer;
        if (answer === undefined) repeats.lost += 1;
        else if (answer.status === 503 || answer.status === 429) repeats.refused += 1;
        else repeats.broken += 1;
        const said = answer === undefined ? 'no answer came' : `${answer.status}: ${JSON.stringify(answer.body)}`;
        if (performance.now() > deadline) throw new Error(`${method} ${address}: ${said}`);
        await new Promise((resolve) => void setTimeout(resolve, 150));
      }
    },
  };
}
