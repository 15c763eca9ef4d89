import { gzipSync } from 'node:zlib';
import { openGateway as openWith } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { XLEDGER_TOKENS } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { xledgerConnector } from '../../src/index.ts';
import { patience, requestsOf } from '../support/harness.ts';
import { openGateway, openMock, settings } from './support/harness.ts';
import { startStranger } from './support/stranger.ts';

async function postOne(gateway: ReturnType<typeof openGateway>, bounds = patience()) {
  const it = aVoucher();
  return (await gateway.postVouchers([gateway.render(it)], bounds)).get(it.reference);
}

test('the token travels in Xledger’s own form of the header', async () => {
  await using server = await startStranger(() => ({ status: 500, json: '' }));
  const gateway = openGateway(server.url);
  await postOne(gateway);
  await gateway.close();
  expect(server.requests[0]?.authorization).toBe(`token ${XLEDGER_TOKENS.full.token}`);
});

test('a redirect is not followed, not even to the same host', async () => {
  await using target = await startStranger(() => ({ json: { data: {} } }));
  await using server = await startStranger(() => ({ status: 308, headers: { location: target.url }, json: '' }));
  const gateway = openGateway(server.url);
  expect(await postOne(gateway)).toMatchObject({ kind: 'unknown' });
  await expect(gateway.testConnection(patience())).rejects.toMatchObject({ code: 'ERP_UNAVAILABLE' });
  await gateway.close();
  expect(target.requests).toEqual([]);
});

test('a write is never repeated, whatever becomes of it', async () => {
  await using erp = await openMock();
  erp.mock.world.faults.add({ operation: 'xledger.addGLImportItems', effect: { kind: 'commit-then-drop' } });
  expect(await postOne(erp.gateway)).toMatchObject({ kind: 'unknown', failure: { code: 'ERP_REPLY_LOST' } });
  expect(requestsOf(erp.mock)).toEqual({ 'xledger.addGLImportItems': 1 });
  expect(erp.mock.xledger.queue.rows()).toHaveLength(3);
});

test('an endless answer is given up', async () => {
  await using server = await startStranger(() => (response) => {
    const block = Buffer.alloc(1024 * 1024, ' ');
    const more = () => void (response.destroyed || response.write(block, () => setImmediate(more)));
    more();
  });
  const gateway = openGateway(server.url, { timing: { requestTimeoutMs: 20_000 } });
  expect(await postOne(gateway)).toMatchObject({ kind: 'unknown', failure: { code: 'ERP_REPLY_UNREADABLE' } });
  await gateway.close();
});

test('a small answer that unpacks to a huge one is given up, an ordinary one is read', async () => {
  let body = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
  await using server = await startStranger(() => (response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(body);
  });
  const gateway = openGateway(server.url);
  expect(await postOne(gateway)).toMatchObject({ kind: 'unknown', failure: { code: 'ERP_REPLY_UNREADABLE' } });
  body = gzipSync(JSON.stringify({ errors: [{ message: 'x', code: 'BAD_REQUEST.CONCURRENCY_LIMIT_REACHED' }] }));
  expect(await postOne(gateway)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_RATE_LIMITED' } });
  await gateway.close();
});

test('an answer that takes longer than the settings allow leaves the voucher in doubt', async () => {
  await using server = await startStranger(() => () => undefined);
  const gateway = openGateway(server.url, { timing: { requestTimeoutMs: 100 } });
  expect(await postOne(gateway)).toMatchObject({ kind: 'unknown', failure: { code: 'ERP_TIMEOUT' } });
  await gateway.close();
});

test('after the caller’s time is up nothing is written', async () => {
  await using server = await startStranger(() => ({ status: 500, json: '' }));
  const gateway = openGateway(server.url);
  const bounds = { signal: AbortSignal.abort(), batchKey: 'B' };
  expect(await postOne(gateway, bounds)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
  await gateway.close();
  expect(server.requests).toEqual([]);
});

test('a call whose time runs out while it waits for its turn was not sent', async () => {
  await using server = await startStranger(() => () => undefined);
  const gateway = openGateway(server.url, { timing: { requestTimeoutMs: 400 } });
  const first = postOne(gateway);
  const second = postOne(gateway, patience(100));
  expect(await second).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
  expect(await first).toMatchObject({ kind: 'unknown' });
  await gateway.close();
  expect(server.requests).toHaveLength(1);
});

test('requests go one at a time', async () => {
  let underWay = 0;
  let most = 0;
  await using server = await startStranger(async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return { status: 500, json: '' };
  });
  const gateway = openGateway(server.url);
  await Promise.all(Array.from({ length: 6 }, () => postOne(gateway)));
  await gateway.close();
  expect(server.requests).toHaveLength(6);
  expect(most).toBe(1);
});

test('a server whose certificate nobody vouches for gets no voucher, one that the host trusts does', async () => {
  await using erp = await openMock();
  const endpoint = `${erp.mock.urls.businessCentral.replace('/v2.0', '')}/graphql`;
  const config = { settings: { ...settings, endpoint }, credentials: { apiToken: XLEDGER_TOKENS.full.token } };
  const stranger = openWith(xledgerConnector, config, { extraCaCertificates: [], allowLoopback: true });
  expect(await postOne(stranger)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNREACHABLE' } });
  await stranger.close();
  const trusting = openWith(xledgerConnector, config, {
    extraCaCertificates: [erp.mock.caCertificate],
    allowLoopback: true,
  });
  expect(await postOne(trusting)).toMatchObject({ kind: 'unknown' });
  await trusting.close();
});
