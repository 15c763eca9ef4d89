import { expect, test } from 'vitest';
import { parseServerAddress, withoutSlashAtEnd } from '../src/index.ts';

const hosts = ['login.example.com', '*.erp.example'];
const parse = (value: unknown, allowLoopback = false) =>
  parseServerAddress(value, hosts, { allowLoopback, extraCaCertificates: [] }, (rule) => new Error(rule)).href;

test.each(['https://login.example.com/', 'https://a.erp.example/v2.0', 'https://a-1.b.erp.example:443/'])(
  '%s is an address of the ERP',
  (address) => {
    for (const allowLoopback of [false, true]) {
      expect(parse(address, allowLoopback)).toBe(address.replace(':443', ''));
    }
  },
);

test.each([
  ['http://login.example.com/', 'must begin with https'],
  ['ftp://login.example.com/', 'must begin with https'],
  ['https://login.example.com:8443/', 'must be on'],
  ['https://a.login.example.com/', 'must be on'],
  ['https://erp.example/', 'must be on'],
  ['https://.erp.example/', 'must be on'],
  ['https://evilerp.example/', 'must be on'],
  ['https://a.erp.example.org/', 'must be on'],
  ['https://a.erp.example./', 'must be on'],
  ['https://10.0.0.1/', 'must be on'],
  ['https://user@a.erp.example/', 'may not carry'],
  ['https://:word@a.erp.example/', 'may not carry'],
  ['https://a.erp.example/?token=x', 'may not carry'],
  ['https://a.erp.example/#x', 'may not carry'],
  ['a.erp.example', 'is not an address'],
  [undefined, 'is not an address'],
  [{ href: 'https://a.erp.example/' }, 'is not an address'],
])('%s is none, not even in development', (value, rule) => {
  for (const allowLoopback of [false, true]) expect(() => parse(value, allowLoopback)).toThrow(rule);
});

test.each(['http://127.0.0.1:8080/x', 'http://localhost/x', 'https://[::1]:1/x', 'http://[::ffff:127.0.0.1]/'])(
  '%s is one in development only',
  (address) => {
    expect(() => parse(address, true)).not.toThrow();
    expect(() => parse(address)).toThrow('must be');
  },
);

test('an address has up to 2,000 characters', () => {
  const longest = `https://a.erp.example/${'x'.repeat(1_978)}`;
  expect(parse(longest)).toBe(longest);
  expect(() => parse(`${longest}x`)).toThrow('may not have more than 2,000 characters');
});

test('the slashes at the end of an address are taken off, however many there are and wherever others are', () => {
  expect(withoutSlashAtEnd(new URL('https://a.erp.example/'))).toBe('https://a.erp.example');
  expect(withoutSlashAtEnd(new URL('https://a.erp.example/v1//'))).toBe('https://a.erp.example/v1');
  const inside = `https://a.erp.example${'/'.repeat(1_000_000)}a`;
  expect(withoutSlashAtEnd(new URL(inside))).toBe(inside);
});
