import fc, { type Arbitrary } from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { valuesOf } from './support/http-arbitraries.ts';
import { broken } from './support/http-broken-values.ts';
import { json, send } from './support/http-client.ts';
import { checkAgainst, type DocumentCheck } from './support/http-document-check.ts';
import { addressOf, type OpenApi, openApiOf, type Route, routesOf, type Schema } from './support/http-openapi.ts';
import { serviceOfThisFile } from './support/http-service.ts';
import { globalAdmin } from './support/service.ts';

const file = serviceOfThisFile();
let document: OpenApi;
let check: DocumentCheck;
let token: string;

beforeAll(async () => {
  document = await openApiOf(file.service);
  check = checkAgainst(document);
  token = await file.service.sign(globalAdmin);
});

/** What the document promises of well-formed requests is broken only by rules that it cannot express, and these have codes of their own. */
const rulesBeyondTheSchema = new Set(['INVALID_AMOUNT', 'AMOUNT_OUT_OF_RANGE', 'AMOUNT_NOT_POSITIVE', 'INVALID_DATE']);

const resolve = (ref: string): Schema => document.components.schemas[ref.replace('#/components/schemas/', '')] ?? {};

function requestsOf(route: Route): Arbitrary<{ readonly path: string; readonly body: unknown }> {
  const schema = route.requestBody?.content['application/json']?.schema;
  const good = schema === undefined ? fc.constant(undefined) : valuesOf(schema, resolve);
  const body = schema === undefined ? good : fc.oneof(good, good.chain(broken));
  const inQuery = (route.parameters ?? []).filter((it) => it.in === 'query');
  const query = fc.record(
    Object.fromEntries(inQuery.map((it) => [it.name, fc.oneof(valuesOf(it.schema, resolve).map(String), fc.string())])),
    { requiredKeys: [] },
  );
  // One or two dots are a way through folders: a client takes them out of the address before it sends it.
  const segment = fc.string({ minLength: 1 }).filter((it) => it !== '.' && it !== '..');
  const organization = fc.oneof({ weight: 9, arbitrary: fc.constant('nbf') }, segment.map(encodeURIComponent));
  const record = fc.oneof(fc.uuid(), segment.map(encodeURIComponent));
  return fc.record({ organization, record, query, body }).map((it) => {
    const search = searchOf(it.query);
    return {
      path: `${addressOf(route, it.organization, it.record)}${search === '' ? '' : `?${search}`}`,
      body: it.body,
    };
  });
}

function searchOf(query: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.append(name, value);
  return search.toString();
}

/** Sends one request and says what is wrong with the answer. */
async function faultOf(route: Route, path: string, body: unknown, seen: Set<number>): Promise<string | undefined> {
  const request = body === undefined ? { token } : { token, headers: json, body: JSON.stringify(body) };
  const reply = await send(file.service, route.method, path, request);
  // A file, such as the sync log as CSV, and a stream of events are texts; everything else is JSON.
  const isFile = reply.headers.get('content-type')?.startsWith('text/') === true;
  const answer: unknown = isFile ? reply.text : JSON.parse(reply.text);
  seen.add(reply.status);
  if (reply.status >= 500) return `${reply.status}: ${reply.text}`;
  const contentType = reply.headers.get('content-type') ?? '';
  const fault = check.replyFault(route, { status: reply.status, contentType, body: answer });
  if (fault !== undefined) return `The answer is not as documented: ${fault}: ${reply.text}`;
  if (route.requestBody === undefined || reply.status === 404) return undefined;
  const bodyFault = check.bodyFault(route, body);
  const isRefused = statusesIn(answer, reply.status).includes(400);
  if (bodyFault !== undefined && !isRefused) return `An invalid body was taken: ${bodyFault}`;
  if (bodyFault === undefined && isRefused && !isBeyondTheSchema(answer))
    return `A valid body was refused: ${reply.text}`;
  return undefined;
}

/** In bulk each item has a status of its own. */
function statusesIn(answer: unknown, status: number): readonly unknown[] {
  return itemsOf(answer)?.map((it) => it.status) ?? [status];
}

function isBeyondTheSchema(answer: unknown): boolean {
  const problems = itemsOf(answer)?.map((it) => it.problem) ?? [answer];
  return problems.filter(isObject).every(({ status, code, field }) => {
    const isVat = typeof field === 'string' && field.endsWith('.vatAmount');
    // The same file or address twice.
    const isTwice = typeof field === 'string' && /^attachments\[\d+\][.](sha256|url)$/.test(field);
    return status !== 400 || rulesBeyondTheSchema.has(String(code)) || isVat || isTwice;
  });
}

function itemsOf(answer: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  return isObject(answer) && Array.isArray(answer.items) ? answer.items.filter(isObject) : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Those that no made-up body satisfies: they need a real accounting system, a record that is there, or a database that is held. */
const neverTaken = new Set([
  'saveIntegration',
  'switchIntegration',
  'listSettingsChoices',
  'requestReconciliation',
  'requestSync',
  'releaseInstance',
  'withdrawApproval',
  'retryRecord',
  'resolveRecord',
  'acknowledgeAlert',
  'acknowledgePlatformAlert',
]);

test('API-3 whatever is sent to any operation, the answer is as documented, and what the document allows is taken', async () => {
  for (const route of routesOf(document)) {
    const { operationId, requestBody } = route;
    const seen = new Set<number>();
    const property = fc.asyncProperty(requestsOf(route), async ({ path, body }) => {
      expect(await faultOf(route, path, body, seen)).toBeUndefined();
    });
    await fc.assert(property, { numRuns: requestBody === undefined ? 40 : 150 });
    const isTaken = [...seen].some((it) => it < 300) || neverTaken.has(operationId);
    const isRefused = seen.has(400);
    const wanted = requestBody === undefined ? { isTaken, isRefused } : { isTaken: true, isRefused: true };
    expect({ operationId, isTaken, isRefused }).toEqual({ operationId, ...wanted });
  }
}, 180_000);

test('API-3 whatever field mapping the document allows is read back as it was saved', async () => {
  const address = '/v1/organizations/nbf/integration/mapping';
  const mappings = valuesOf(document.components.schemas.NewFieldMapping ?? {}, resolve);
  const property = fc.asyncProperty(mappings, async (mapping) => {
    const saved = await file.service.call('PUT', address, globalAdmin, mapping);
    expect(saved.body).toEqual({ ...(isObject(mapping) ? mapping : {}), version: expect.any(Number) });
    expect((await file.service.call('GET', address, globalAdmin)).body).toEqual(saved.body);
  });
  await fc.assert(property, { numRuns: 50 });
});
