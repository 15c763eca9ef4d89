import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf, look, patience } from '../support/sandbox.ts';
import { openSandbox, type Sandbox, valid } from './support/sandbox.ts';
import { startStranger } from './support/stranger.ts';

describe('what a server may not do', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  afterAll(() => sandbox[Symbol.asyncDispose]());

  test('lead elsewhere by a redirect: the token does not follow', async () => {
    await using elsewhere = await startStranger((_request, response) => response.end('{"value":[]}'));
    await using stranger = await startStranger((_request, response) =>
      response.writeHead(307, { location: elsewhere.url }).end(),
    );
    const gateway = sandbox.open({ apiUrl: stranger.url });
    expect((await look(gateway, valid()))?.kind).toBe('unavailable');
    expect(elsewhere.asked).toEqual([]);
  });

  test('lead elsewhere by the link to the next page', async () => {
    await using elsewhere = await startStranger((_request, response) => response.end('{"value":[]}'));
    const page = JSON.stringify({ value: [], '@odata.nextLink': `${elsewhere.url}/next` });
    await using stranger = await startStranger((_request, response) => response.end(page));
    const gateway = sandbox.open({ apiUrl: stranger.url });
    expect((await look(gateway, valid()))?.kind).toBe('unavailable');
    expect(elsewhere.asked).toEqual([]);
  });

  test('lead round in a circle', async () => {
    const page = (link: unknown) => JSON.stringify({ value: [], '@odata.nextLink': link });
    await using stranger = await startStranger((request, response) => {
      response.end(page(`http://${request.headers.host ?? ''}/v2.0/${request.url?.endsWith('1') === true ? 2 : 1}`));
    });
    const gateway = sandbox.open({ apiUrl: stranger.url });
    expect((await look(gateway, valid()))?.kind).toBe('unavailable');
    expect(stranger.asked.length).toBeLessThan(5);
    await using last = await startStranger((_request, response) => response.end(page(null)));
    expect(await look(sandbox.open({ apiUrl: last.url }), valid())).toEqual({ kind: 'absent' });
  });

  test.each([
    ['no JSON', '<h1>Sign in</h1>'],
    ['no list', '{"value":{}}'],
    [
      'entries without amounts',
      '{"value":[{"entryNumber":1,"documentNumber":"X","accountNumber":"7140","dimensionSetLines":[]}]}',
    ],
    ['half an answer', '{"value":['],
  ])('pass off %s as an empty ledger', async (_what, text) => {
    await using stranger = await startStranger((_request, response) => response.end(text));
    const found = await look(sandbox.open({ apiUrl: stranger.url }), valid());
    expect(['unavailable', 'cannot-tell']).toContain(found?.kind);
  });

  test('send more than 32 MB', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, ' ');
    await using stranger = await startStranger((_request, response) => {
      for (let sent = 0; sent < 40; sent += 1) response.write(megabyte);
      response.end('{"value":[]}');
    });
    expect((await look(sandbox.open({ apiUrl: stranger.url }), valid()))?.kind).toBe('unavailable');
  });

  test('keep the connection test waiting longer than the time limit', async () => {
    await using stranger = await startStranger(() => undefined);
    const timing = { requestTimeoutMs: 200, settlingMs: 1_000, bookingPollMs: 1_000 };
    const gateway = sandbox.open({ apiUrl: stranger.url, timing });
    expect(await failureOf(gateway.testConnection(patience()))).toMatchObject({ code: 'ERP_UNAVAILABLE' });
  });
});
