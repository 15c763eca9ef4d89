import { expect, test } from 'vitest';
import { createSharedReads } from '../src/persistence/shared-reads.ts';

/** A reading that ends when it is told to; each knows what was committed when it began. */
function aReader() {
  const readings: { readonly keys: readonly string[]; end(): void; fail(error: Error): void }[] = [];
  let committed = 0;
  const read = createSharedReads(async (keys: readonly string[]) => {
    const seen = committed;
    const ended = Promise.withResolvers<undefined>();
    readings.push({ keys, end: () => ended.resolve(undefined), fail: ended.reject });
    await ended.promise;
    return new Map(keys.filter((it) => it !== 'missing').map((it) => [it, seen]));
  });
  return { read, readings, commit: () => (committed += 1) };
}

const aTurn = () => new Promise<void>((resolve) => void setImmediate(resolve));

test('callers of one moment share a reading, and those that come meanwhile share the next, which sees what was committed before they asked', async () => {
  const { read, readings, commit } = aReader();
  const first = Promise.all([read('nbf'), read('hlf'), read('nbf'), read('missing')]);
  await aTurn();
  commit();
  const second = Promise.all([read('nbf'), read('hlf')]);
  await aTurn();
  expect(readings.map(({ keys }) => keys)).toEqual([['nbf', 'hlf', 'missing']]);
  readings[0]?.end();
  expect(await first).toEqual([0, 0, 0, undefined]);
  await aTurn();
  readings[1]?.end();
  expect(await second).toEqual([1, 1]);
  expect(readings).toHaveLength(2);
});

test('a reading that fails fails for those who share it, and the next is made all the same', async () => {
  const { read, readings } = aReader();
  const first = Promise.allSettled([read('nbf'), read('hlf')]);
  await aTurn();
  const second = read('nbf');
  await aTurn();
  readings[0]?.fail(new Error('The database is away.'));
  expect((await first).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await aTurn();
  readings[1]?.end();
  expect(await second).toBe(0);
});
