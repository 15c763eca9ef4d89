import type { LookupAddress, LookupOptions, ResolverOptions } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { expect, test } from 'vitest';
import { connectTimeoutMs, createGuardedLookup, resolverPatience } from '../src/guarded-connector.ts';
import { startNameServer } from './support/name-server.ts';

const names = {
  'erp.example': ['93.184.215.14', '93.184.215.15'],
  'inner.example': ['93.184.215.14', '10.0.0.7'],
  'none.example': [],
  'six.example': ['2606:2800:0220:0001:0248:1893:25c8:1946'],
};

/** Looks a name up at this server, as for a name that somebody typed. */
function lookingUpAt(server: string, patience: ResolverOptions = { timeout: 300, tries: 1 }) {
  const lookup = createGuardedLookup(false, false, () => {
    const resolver = new Resolver(patience);
    resolver.setServers([server]);
    return resolver;
  });
  return async (name: string, options: LookupOptions = { all: true }) => {
    const { promise, resolve, reject } = Promise.withResolvers<string | LookupAddress[]>();
    lookup(name, options, (error, found) => (error === null ? resolve(found) : reject(error)));
    return await promise;
  };
}

test('a public name leads to its addresses', async () => {
  await using server = await startNameServer(names);
  const lookUp = lookingUpAt(server.address);
  expect(await lookUp('erp.example')).toEqual(names['erp.example'].map((address) => ({ address, family: 4 })));
  expect(await lookUp('erp.example', {})).toBe('93.184.215.14');
  expect(await lookUp('erp.example', { all: true, family: 4 })).toHaveLength(2);
});

test.each([
  ['inner.example', 'not public'],
  ['localhost', 'not public'],
  ['none.example', 'ENODATA'],
  ['unknown.example', 'ETIMEOUT'],
])('%s leads nowhere', async (name, why) => {
  await using server = await startNameServer(names);
  await expect(lookingUpAt(server.address)(name)).rejects.toThrow(why);
});

test.each([
  ['AAAA', 'erp.example', '93.184.215.14', 4],
  ['A', 'six.example', '2606:2800:220:1:248:1893:25c8:1946', 6],
] as const)(
  'a name whose server never says a word about %s is found while there is time to connect',
  async (silent, name, address, family) => {
    await using server = await startNameServer(names, silent);
    const begunMs = performance.now();
    expect(await lookingUpAt(server.address, resolverPatience)(name)).toContainEqual({ address, family });
    expect(performance.now() - begunMs).toBeLessThan(connectTimeoutMs / 2);
  },
);

test('of one family alone every address is looked at, too', async () => {
  await using server = await startNameServer(names, 'AAAA');
  await expect(lookingUpAt(server.address, resolverPatience)('inner.example')).rejects.toThrow('not public');
});

test('names whose server says nothing hold up no other name, however many they are', async () => {
  await using server = await startNameServer(names);
  const lookUp = lookingUpAt(server.address);
  const ended: string[] = [];
  const silent = Array.from({ length: 40 }, async (_, at) => {
    await lookUp(`silent-${at}.example`).catch(() => undefined);
    ended.push('silent');
  });
  await lookUp('erp.example');
  ended.push('erp');
  await Promise.all(silent);
  expect(ended.indexOf('erp')).toBe(0);
  expect(new Set(server.asked).size).toBe(41);
});
