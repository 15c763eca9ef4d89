import { expect, test } from 'vitest';
import { createVirtualClock } from '../src/testing/virtual-clock.ts';
import { deliverDue as deliverAll, longestTryMs, messageLeaseMs } from '../src/use-cases/deliver-due.ts';

interface Message {
  readonly organizationId: string;
  readonly id: number;
}

const messages = (organizationId: string, count: number): Message[] =>
  Array.from({ length: count }, (_, id) => ({ organizationId, id }));

/** Gives so many at a time, in their order, and none of organizations that have no place. */
function taking(waiting: Message[], limit = 16) {
  return (full: readonly string[]) => {
    const taken = waiting.filter((it) => !full.includes(it.organizationId)).slice(0, limit);
    for (const it of taken) waiting.splice(waiting.indexOf(it), 1);
    return Promise.resolve(taken);
  };
}

const deliverDue = (
  take: Parameters<typeof deliverAll<Message>>[0],
  deliverOne: (message: Message) => Promise<{ kind: string }>,
  { clock = createVirtualClock(), stop }: { clock?: ReturnType<typeof createVirtualClock>; stop?: AbortSignal } = {},
) => deliverAll(take, deliverOne, clock, stop);

/** A receiver: what it was sent, how many at a time at most, and the slow ones that it answers when it is told to. */
function aReceiver(isSlow: (message: Message) => boolean) {
  const slow = Promise.withResolvers<void>();
  const sent: Message[] = [];
  const underWay = { now: 0, most: 0 };
  const deliver = async (message: Message) => {
    sent.push(message);
    underWay.now += 1;
    underWay.most = Math.max(underWay.most, underWay.now);
    if (isSlow(message)) await slow.promise;
    underWay.now -= 1;
    return { kind: 'delivered' };
  };
  return { sent, underWay, deliver, answer: () => slow.resolve() };
}

test('a message that is slow keeps its own place only: all others are delivered meanwhile', async () => {
  const organizations = Array.from({ length: 20 }, (_, at) => messages(`o-${at}`, 5)).flat();
  const receiver = aReceiver(({ organizationId, id }) => organizationId === 'o-0' && id === 0);
  const end = deliverDue(taking(organizations), receiver.deliver);
  await expect.poll(() => receiver.sent.length).toBe(100);
  expect(receiver.underWay.now).toBe(1);
  receiver.answer();
  expect(await end).toEqual({ delivered: 100, failed: 0 });
});

test('one organization has four places at most, and the messages of another do not wait for it', async () => {
  const waiting = [...messages('slow', 12), ...messages('nbf', 40)];
  const receiver = aReceiver(({ organizationId }) => organizationId === 'slow');
  const end = deliverDue(taking(waiting), receiver.deliver);
  await expect.poll(() => receiver.sent.filter((it) => it.organizationId === 'nbf').length).toBe(40);
  expect(receiver.underWay.now).toBe(4);
  receiver.answer();
  expect(await end).toEqual({ delivered: 52, failed: 0 });
});

test('no more is tried at a time than there are places, and little is taken before it can be tried', async () => {
  const slow = aReceiver(() => true);
  const many = Array.from({ length: 30 }, (_, at) => messages(`o-${at}`, 2)).flat();
  const end = deliverDue(taking(many), slow.deliver);
  await expect.poll(() => slow.sent.length).toBe(16);
  slow.answer();
  expect(await end).toEqual({ delivered: 60, failed: 0 });
  expect(slow.underWay.most).toBe(16);

  const one = aReceiver(() => true);
  const waiting = messages('nbf', 1_000);
  const ending = deliverDue(taking(waiting), one.deliver);
  await expect.poll(() => one.sent.length).toBe(4);
  expect(waiting.length).toBeGreaterThan(960);
  one.answer();
  expect(await ending).toEqual({ delivered: 1_000, failed: 0 });
});

test('once it is stopped nothing more begins, and what has begun is waited for', async () => {
  const stop = new AbortController();
  const receiver = aReceiver(() => true);
  const end = deliverDue(taking(messages('nbf', 40)), receiver.deliver, { stop: stop.signal });
  await expect.poll(() => receiver.sent.length).toBe(4);
  stop.abort();
  receiver.answer();
  expect(await end).toEqual({ delivered: 4, failed: 0 });
});

test('a failure of ours is told once everything that has begun is over', async () => {
  let begun = 0;
  let over = 0;
  const deliver = async ({ id }: Message) => {
    begun += 1;
    await Promise.resolve();
    over += 1;
    if (id === 0) throw new Error('The database is away.');
    return { kind: 'failed' };
  };
  await expect(deliverDue(taking(messages('nbf', 12)), deliver)).rejects.toThrow('away');
  expect(over).toBe(begun);
});

test('the many messages of an organization that is slow are left to be taken later: they hold up nobody, and none is sent twice', async () => {
  const clock = createVirtualClock();
  const waiting = [...messages('slow', 40), ...messages('nbf', 2)].map((it) => ({ ...it, dueMs: 0 }));
  const take = (full: readonly string[]) => {
    const due = waiting
      .filter((it) => it.dueMs <= clock.monotonicMs() && !full.includes(it.organizationId))
      .slice(0, 8);
    for (const it of due) it.dueMs = clock.monotonicMs() + messageLeaseMs;
    return Promise.resolve(due);
  };
  const sent: Message[] = [];
  let answers: (() => void)[] = [];
  const send = async (message: (typeof waiting)[number]) => {
    sent.push(message);
    if (message.organizationId === 'slow') await new Promise<void>((resolve) => answers.push(resolve));
    message.dueMs = Number.POSITIVE_INFINITY;
    return { kind: 'delivered' };
  };
  const end = deliverAll(take, send, clock);
  const ofSlow = () => sent.filter((it) => it.organizationId === 'slow').length;
  for (let round = 1; round <= 10; round += 1) {
    await expect.poll(ofSlow).toBe(4 * round);
    expect(sent).toHaveLength(4 * round + 2);
    clock.advance(longestTryMs);
    const timedOut = answers;
    answers = [];
    for (const answer of timedOut) answer();
  }
  expect(await end).toEqual({ delivered: 42, failed: 0 });
});

test('a message that has waited here for too long is left to whoever takes it next', async () => {
  const clock = createVirtualClock();
  const receiver = aReceiver(() => true);
  const waiting = messages('nbf', 8);
  const end = deliverDue(() => Promise.resolve(waiting.splice(0)), receiver.deliver, { clock });
  await expect.poll(() => receiver.sent.length).toBe(4);
  clock.advance(messageLeaseMs - longestTryMs);
  receiver.answer();
  expect(await end).toEqual({ delivered: 4, failed: 0 });
  expect(receiver.sent).toHaveLength(4);
});
