import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Claim, demoClaims } from '../src/claims.ts';
import { setUpOrganizations } from '../src/organizations.ts';
import { startDemo, type TestDemo } from './support/demo.ts';

let demo: TestDemo;
const nbf = '/v1/organizations/nbf';
const file = '%PDF-1.7 a train ticket';

beforeAll(async () => {
  demo = await startDemo({ BILAG_WEBHOOK_HOSTS: 'hooks.example.org', BILAG_RECEIPT_HOSTS: 'files.example.org' });
  await setUpOrganizations(demo.admin, [demo.organization('nbf')]);
});
afterAll(() => demo?.[Symbol.asyncDispose]());

const addEndpoint = (url: string) =>
  demo.admin.send('POST', `${nbf}/webhook-endpoints`, { url, eventTypes: ['record.synced'], enabled: true });

function claimWith(sourceId: string, url: string): Claim {
  const [claim] = demoClaims('NBF', demo.state.firstDay);
  if (claim === undefined) throw new Error('The demo has no claims.');
  const sha256 = createHash('sha256').update(file).digest('hex');
  const attachment = { fileName: 'ticket.pdf', mediaType: 'application/pdf', sizeBytes: file.length, sha256, url };
  return Object.assign(claim, { sourceId, attachments: [attachment] });
}
const approve = (claim: Claim) => demo.app('nbf').send<{ id: string }>('POST', `${nbf}/approvals`, claim);

/** A developer's own program: it serves the file, and keeps what it is told. */
async function aProgram(): Promise<{ readonly url: string; readonly told: readonly string[] }> {
  const told: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'POST') told.push(await text(request));
    response.end(request.method === 'GET' ? file : '');
  };
  const server = createServer((request, response) => void answer(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, told };
}

test('a receipt from a program on this machine is attached in the demo’s Xledger, and the program is told what became of the record', async () => {
  const program = await aProgram();
  await addEndpoint(`${program.url}/hook`);
  const { id } = await approve(claimWith('NBF-X-1', `${program.url}/ticket.pdf`));
  const read = () =>
    demo.app('nbf').get<{ state: string; receipts: readonly { state: string }[] }>(`${nbf}/records/${id}`);
  await expect.poll(read).toMatchObject({ state: 'synced', receipts: [{ state: 'attached' }] });
  await expect.poll(() => program.told.map((it) => JSON.parse(it).type)).toEqual(['record.synced']);
});

test('hosts that the environment names are taken as in any installation, and no others', async () => {
  await addEndpoint('https://hooks.example.org/bilag');
  await approve(claimWith('NBF-X-2', 'https://files.example.org/ticket.pdf'));
  await expect(addEndpoint('https://hooks.example.com/bilag')).rejects.toThrow('hooks.example.org');
  await expect(approve(claimWith('NBF-X-3', 'https://files.example.com/a.pdf'))).rejects.toThrow('files.example.org');
});
