import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send } from './support/http-client.ts';
import { startTestService, type TestService } from './support/service.ts';

const page = '<!doctype html><title>Bilag</title>';
const issuer = 'https://sign-in.example.org/tenant';
let folder = '';
let service: TestService;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'bilag-console-'));
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'index.html'), page);
  await writeFile(path.join(folder, 'assets/main-Ab12.js'), 'script');
  await writeFile(path.join(folder, 'assets/main-Ab12.js.gz'), gzipSync('script'));
  service = await startTestService(undefined, {
    BILAG_JWT_ISSUER: issuer,
    BILAG_CONSOLE_FOLDER: folder,
    BILAG_CONSOLE_CLIENT_ID: 'bilag-console',
  });
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

const get = (address: string, headers = {}) => send(service, 'GET', address, { headers });

test('every address below /console that is no file is the console’s page, which nobody may keep or frame', async () => {
  for (const address of ['/console/', '/console/organizations/nbf/records?show=failed', '/console/assets']) {
    const { status, text, headers } = await get(address);
    expect({ address, status, text }).toEqual({ address, status: 200, text: page });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  const { status, headers } = await get('/console');
  expect([status, headers.get('location')]).toEqual([308, '/console/']);
});

test('the page runs scripts and styles of the service alone, none written into it, and asks nobody but the service and the provider', async () => {
  const { headers } = await get('/console/');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self' https://sign-in.example.org",
      "frame-ancestors 'none'",
    ]),
  );
  expect(policy).not.toMatch(/unsafe|\*|data:/);
});

test('files with the hash of their content in their names are kept for ever and travel compressed; one that is not there is not kept', async () => {
  const found = await get('/console/assets/main-Ab12.js', { 'accept-encoding': 'gzip' });
  expect(found.text).toBe('script');
  expect(found.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(found.headers.get('content-encoding')).toBe('gzip');
  expect(found.headers.get('content-type')).toMatch(/javascript/);
  const missing = await get('/console/assets/main-Cd34.js');
  expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store']);
});

test('no address leads out of the console’s folder', async () => {
  await writeFile(`${folder}-secret`, 'secret');
  const name = path.basename(`${folder}-secret`);
  for (const way of [`../../${name}`, `..%2f..%2f${name}`, `%2e%2e/%2e%2e/${name}`, `..\\..\\${name}`]) {
    const { text } = await get(`/console/assets/${way}`);
    expect(text).not.toBe('secret');
  }
  await rm(`${folder}-secret`);
});

test('the page is told where to sign in, and nothing else', async () => {
  const { text, headers } = await get('/console/settings.json');
  expect(JSON.parse(text)).toEqual({ issuer, clientId: 'bilag-console', scope: 'openid profile' });
  expect(headers.get('cache-control')).toBe('no-store');
});

test('a service that has no console says so', async () => {
  await using stack = new AsyncDisposableStack();
  const without = stack.adopt(await startTestService(), (it) => it.close());
  expect((await send(without, 'GET', '/console/')).status).toBe(404);
});
