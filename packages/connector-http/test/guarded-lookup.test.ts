import type { LookupAddress, LookupOptions } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { expect, test } from 'vitest';
import { createGuardedLookup } from '../src/guarded-connector.ts';
import { startNameServer } from './support/name-server.ts';

const names = {
  'erp.example': ['93.184.215.14', '93.184.215.15'],
  'inner.example': ['93.184.215.14', '10.0.0.7'],
  'none.example': [],
};

/** Looks a name up at this server, as for a name that somebody typed. */
function lookingUpAt(server: string) {
  const lookup = createGuardedLookup(false, false, () => {
    const resolver = new Resolver({ timeout: 300, tries: 1 });
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
