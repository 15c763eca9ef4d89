import { onTestFinished } from 'vitest';
import type { TestService, TokenClaims } from './service.ts';

/** One event as it was read. */
export interface ReadEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

/** A stream that somebody reads. */
export interface EventReader {
  readonly status: number;
  readonly headers: Headers;
  /** The next event, for which is waited; `undefined` when the stream has ended. */
  next(): Promise<ReadEvent | undefined>;
  close(): Promise<void>;
}

/** Opens a stream and reads it as a browser does with `fetch`; hung up when the test is over. */
export async function readEvents(
  service: Pick<TestService, 'url' | 'sign'>,
  path: string,
  as: TokenClaims,
  { lastEventId, lifeSeconds = 600 }: { readonly lastEventId?: string; readonly lifeSeconds?: number } = {},
): Promise<EventReader> {
  const hangUp = new AbortController();
  const response = await fetch(service.url + path, {
    signal: hangUp.signal,
    headers: {
      authorization: `Bearer ${await service.sign(as, lifeSeconds)}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  });
  const events = eventsOf(response);
  const close = async () => hangUp.abort();
  onTestFinished(close);
  return {
    status: response.status,
    headers: response.headers,
    next: async () => (await events.next()).value,
    close,
  };
}

async function* eventsOf({ body }: Response): AsyncGenerator<ReadEvent, undefined> {
  if (body === null) return undefined;
  let text = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + part).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = eventOf(block);
      if (event !== undefined) yield event;
    }
  }
  return undefined;
}

/** Comments and `retry` alone are no event. */
function eventOf(block: string): ReadEvent | undefined {
  const fields = new Map(block.split('\n').map((line) => [line.split(': ', 1)[0], line.replace(/^\w+: /, '')]));
  const [event, data] = [fields.get('event'), fields.get('data')];
  return event === undefined || data === undefined
    ? undefined
    : { event, id: fields.get('id'), data: JSON.parse(data) };
}
