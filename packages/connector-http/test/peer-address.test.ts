import { expect, test } from 'vitest';
import { createGuardedLookup } from '../src/guarded-connector.ts';
import { isAllowedPeer } from '../src/peer-address.ts';

test.each([
  ['20.50.2.1', true],
  ['93.184.216.34', true],
  ['172.32.0.1', true],
  ['2603:1020:201:10::10f', true],
  ['2a02:c0:1::1', true],
  ['127.0.0.1', false],
  ['127.255.255.254', false],
  ['::1', false],
  ['::ffff:127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.16.0.1', false],
  ['172.31.0.1', false],
  ['192.168.1.1', false],
  ['192.0.0.8', false],
  ['198.19.0.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['0.1.2.3', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::7f00:1', false],
  ['::ffff:10.0.0.1', false],
  ['::ffff:20.50.2.1', false],
  ['::ffff:a00:1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
  ['fec0::1', false],
  ['ff02::1', false],
  ['64:ff9b::a00:1', false],
  ['64:ff9b:1::a00:1', false],
  ['2002:a00:1::1', false],
  ['2001:0:a00:1::1', false],
  ['no address', false],
  ['', false],
  [undefined, false],
])('a socket to %s may be used: %s', (address, isAllowed) => {
  expect(isAllowedPeer(address, false)).toBe(isAllowed);
});

test('development opens this machine and nothing else', () => {
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) expect(isAllowedPeer(address, true)).toBe(true);
  for (const address of ['10.1.2.3', '0.0.0.0', '::', 'fd00::1', '::ffff:10.0.0.1']) {
    expect(isAllowedPeer(address, true)).toBe(false);
  }
});

test('a name that leads to this machine is not followed unless loopback is allowed', async () => {
  const resolve = (allowLoopback: boolean) =>
    new Promise<string>((done) => {
      createGuardedLookup(allowLoopback)('localhost', { all: true }, (error, addresses) =>
        done(error === null ? String(addresses.length > 0) : error.message),
      );
    });
  expect(await resolve(false)).toBe('The name leads to an address that is not public.');
  expect(await resolve(true)).toBe('true');
});

test.each([
  ['10.1.2.3', true],
  ['172.16.0.1', true],
  ['192.168.1.1', true],
  ['100.64.0.1', true],
  ['fd00::1', true],
  ['20.50.2.1', true],
  ['127.0.0.1', false],
  ['::1', false],
  ['169.254.169.254', false],
  ['fe80::1', false],
  ['::ffff:10.0.0.1', false],
  ['0.0.0.0', false],
])('where a private network is allowed, a socket to %s may be used: %s', (address, isAllowed) => {
  expect(isAllowedPeer(address, false, true)).toBe(isAllowed);
});
