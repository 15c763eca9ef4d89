/**
 * How many trivial reads a second the sandbox answers: `GET accounts` of Business Central over https and Xledger's `viewer`,
 * each for five seconds over 32 connections that stay open, from a process of its own.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent as HttpAgent, type IncomingMessage, request as sendHttp } from 'node:http';
import { Agent as HttpsAgent, request as sendHttps } from 'node:https';
import { startMockErp, XLEDGER_TOKENS } from '../src/index.ts';
import { BUSINESS_CENTRAL_SEED as BC } from '../src/seed-business-central.ts';

const CONNECTIONS = 32;
const SECONDS = 5;

interface Target {
  readonly name: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly ca: string;
}

if (process.send === undefined) await serveAndMeasure();
else process.once('message', (target: Target) => void measure(target).then((text) => process.send?.(text)));

/** The sandbox runs here and the load in a child, so that neither counts the other's work. */
async function serveAndMeasure(): Promise<void> {
  await using mock = await startMockErp({
    xledgerSettings: { burstLimit: false, maxConcurrent: 0 },
    businessCentralSettings: { rateLimit: false },
  });
  const token = await tokenFrom(`${mock.urls.entraAuthority}/${BC.tenantId}/oauth2/v2.0/token`, mock.caCertificate);
  const common = { ca: mock.caCertificate };
  const targets: Target[] = [
    {
      ...common,
      name: 'Business Central, GET accounts',
      url: `${mock.urls.businessCentral}/${BC.environment}/api/v2.0/companies(${BC.company.id})/accounts`,
      method: 'GET',
      headers: { authorization: `Bearer ${token}` },
      body: '',
    },
    {
      ...common,
      name: 'Xledger, viewer',
      url: mock.urls.xledgerGraphql,
      method: 'POST',
      headers: { authorization: `token ${XLEDGER_TOKENS.full.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ viewer { entity { code } } }' }),
    },
  ];
  for (const target of targets) {
    const child = fork(import.meta.filename, [], { execArgv: process.execArgv });
    child.send(target);
    console.log(String((await once(child, 'message'))[0]));
    child.kill();
  }
}

async function measure(target: Target): Promise<string> {
  const agent = target.url.startsWith('https:')
    ? new HttpsAgent({ keepAlive: true, maxSockets: CONNECTIONS, ca: target.ca })
    : new HttpAgent({ keepAlive: true, maxSockets: CONNECTIONS });
  let answered = 0;
  let failed = 0;
  const loop = async (untilMs: number) => {
    while (performance.now() < untilMs) {
      if ((await ask(target, agent)) === 200) answered += 1;
      else failed += 1;
    }
  };
  const all = (untilMs: number) => Promise.all(Array.from({ length: CONNECTIONS }, () => loop(untilMs)));
  await all(performance.now() + 1_000);
  [answered, failed] = [0, 0];
  const startedMs = performance.now();
  await all(startedMs + SECONDS * 1_000);
  const perSecond = Math.round((answered / (performance.now() - startedMs)) * 1_000);
  agent.destroy();
  return `${target.name}: ${perSecond} a second, ${failed} failed`;
}

async function ask({ url, method, headers, body }: Omit<Target, 'name' | 'ca'>, agent: HttpAgent): Promise<number> {
  const send = url.startsWith('https:') ? sendHttps : sendHttp;
  const sent = send(url, { method, agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } });
  sent.end(body);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  sent.once('response', resolve).once('error', reject);
  const response = await promise;
  response.resume();
  await once(response, 'end');
  return response.statusCode ?? 0;
}

async function tokenFrom(url: string, ca: string): Promise<string> {
  const { clientId, secret } = BC.bilagApp;
  const scope = 'https://api.businesscentral.dynamics.com/.default';
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: secret,
    scope,
  });
  const sent = sendHttps(url, { method: 'POST', ca, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  sent.end(form.toString());
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  sent.once('response', resolve).once('error', reject);
  const chunks: Buffer[] = await (await promise).toArray();
  return /"access_token":"([^"]+)"/.exec(Buffer.concat(chunks).toString('utf8'))?.[1] ?? '';
}
