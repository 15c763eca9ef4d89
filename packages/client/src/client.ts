import type { Answer, Input, Method, PathsOf, Told } from './operations.ts';
import { BilagProblem, problemOf } from './problem.ts';

/** Where the service is and who asks. */
export interface ClientOptions {
  /** Such as `https://bilag.example.org`; without it, in a browser, the server of the page. */
  readonly baseUrl?: string;
  /** The bearer token, asked for before each call. */
  readonly token: () => string | Promise<string>;
  /** In which language problems are explained: `en` or `nb`. */
  readonly language?: () => string;
  /** What asks in place of the platform’s own `fetch`, such as one that has asked already. */
  readonly fetch?: typeof fetch;
}

/** One function per method; the address decides what goes in and what comes out. */
export interface BilagClient {
  get<P extends PathsOf<'get'>>(path: P, input: Input<'get', P>): Promise<Answer<'get', P>>;
  post<P extends PathsOf<'post'>>(path: P, input: Input<'post', P>): Promise<Answer<'post', P>>;
  put<P extends PathsOf<'put'>>(path: P, input: Input<'put', P>): Promise<Answer<'put', P>>;
  delete<P extends PathsOf<'delete'>>(path: P, input: Input<'delete', P>): Promise<void>;
  /** The same as the function of that method, with the status and the headers of the answer: `ETag`, whether an approval was new (201) or known (200). */
  send<M extends Method, P extends PathsOf<M>>(method: M, path: P, input: Input<M, P>): Promise<Told<M, P>>;
  /** What is answered as it is, such as a CSV file. */
  download<P extends PathsOf<'get'>>(path: P, input: Input<'get', P>): Promise<Blob>;
}

/**
 * A client of the REST API. Nothing is repeated by itself: an approval may safely be sent again, as the service knows it.
 * Its functions reject with {@link BilagProblem} for every answer that is not 2xx, and when there is none.
 */
export function createBilagClient(options: ClientOptions): BilagClient {
  return {
    get: (path, input) => call('get', path, input, options),
    post: (path, input) => call('post', path, input, options),
    put: (path, input) => call('put', path, input, options),
    delete: async (path, input) => void (await answerOf('delete', path, input, options)),
    send: (method, path, input) => exchange(method, path, input, options),
    download: async (path, input) => await (await answerOf('get', path, input, options)).blob(),
  };
}

/** What any operation may be called with. */
interface AnyInput {
  readonly path?: object;
  readonly query?: object;
  readonly headers?: object;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

async function call<T>(method: Method, template: string, input: AnyInput, options: ClientOptions): Promise<T> {
  return await bodyOf(await answerOf(method, template, input, options));
}

async function exchange<T>(method: Method, template: string, input: AnyInput, options: ClientOptions): Promise<T>;
async function exchange(method: Method, template: string, input: AnyInput, options: ClientOptions): Promise<unknown> {
  const response = await answerOf(method, template, input, options);
  const { status, headers } = response;
  return { status, headers, body: status === 204 ? undefined : await bodyOf(response) };
}

async function bodyOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BilagProblem(response.status, undefined, { cause, headers: response.headers });
  }
}

async function answerOf(method: Method, template: string, input: AnyInput, options: ClientOptions): Promise<Response> {
  const { body, signal, headers: given = {} } = input;
  const headers = new Headers({
    accept: 'application/json, text/csv',
    authorization: `Bearer ${await options.token()}`,
  });
  const language = options.language?.();
  if (language !== undefined) headers.set('accept-language', language);
  for (const [name, value] of Object.entries(given)) if (value !== undefined) headers.set(name, String(value));
  if (body !== undefined) headers.set('content-type', 'application/json');
  const response = await (options.fetch ?? fetch)((options.baseUrl ?? '') + addressOf(template, input), {
    method: method.toUpperCase(),
    headers,
    redirect: 'error',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw signal?.aborted === true ? error : new BilagProblem(0, undefined, { cause: error });
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

function addressOf(template: string, { path = {}, query = {} }: AnyInput): string {
  const values = new Map(Object.entries(path));
  const address = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? address : `${address}?${search.toString()}`;
}
