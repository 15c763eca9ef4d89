import { anApproval } from '@bilag/core/testing';
import type { MockErp } from '@bilag/mock-erp';
import { checkAgainst } from '../support/http-document-check.ts';
import { openApiOf, type Route, routesOf } from '../support/http-openapi.ts';
import { businessCentralIntegration, connectOrganization, xledgerIntegration } from '../support/organizations.ts';
import { globalAdmin, type TestService } from '../support/started-service.ts';
import { judged } from './judge.ts';
import { type FuzzRequest, type Knowledge, requestAt, requestsOf } from './requests.ts';

/** Which requests are sent: numbers from `from` on; what one says depends on the seed and its number alone. */
export interface FuzzPlan {
  readonly seed: number;
  readonly from: number;
  readonly requests: number;
}

/** A request whose answer was wrong. */
export interface FuzzFault {
  readonly number: number;
  readonly operationId: string;
  readonly request: FuzzRequest;
  readonly fault: string;
}

/** What came of a run. */
export interface FuzzReport {
  readonly sent: number;
  readonly byStatus: ReadonlyMap<number, number>;
  /** What each operation answered, items of bulk requests one by one. */
  readonly seen: ReadonlyMap<string, ReadonlySet<unknown>>;
  readonly faults: readonly FuzzFault[];
}

const organizationId = 'nbf';
const mostFaults = 5;

/** Sends requests to all operations of the document in turn, and judges every answer. Ends early after five faults. */
export async function fuzz(
  service: TestService,
  mock: MockErp,
  { seed, from, requests }: FuzzPlan,
): Promise<FuzzReport> {
  const known = await prepared(service, mock);
  const document = await openApiOf(service);
  const check = checkAgainst(document);
  const operations = inTurn(
    routesOf(document).map((route) => ({ route, arbitrary: requestsOf(document, route, known) })),
  );
  const byStatus = new Map<number, number>();
  const seen = new Map(operations.map(({ route }) => [route.operationId, new Set<unknown>()]));
  const faults: FuzzFault[] = [];
  let token = '';
  let sent = 0;
  for (let number = from; number < from + requests && faults.length < mostFaults; number += 1) {
    const operation = operations[number % operations.length];
    if (operation === undefined) throw new Error('The document has no operation.');
    // A token is valid for ten minutes.
    if (sent % 2_000 === 0) token = await service.sign(globalAdmin);
    const { route, arbitrary } = operation;
    const request = requestAt(arbitrary, seed, number);
    const { status, statuses, fault } = await judged(service, check, token, route, request);
    sent += 1;
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    for (const it of statuses) seen.get(route.operationId)?.add(it);
    if (fault !== undefined) faults.push({ number, operationId: route.operationId, request, fault });
  }
  return { sent, byStatus, seen, faults };
}

/** The order of a run: operations that ask an accounting system take a second, so they come up less often, and least those that always do. */
function inTurn<T extends { readonly route: Route }>(operations: readonly T[]): readonly T[] {
  return Array.from({ length: 32 }, (_, turn) =>
    operations.filter(({ route }) => {
      if (route.responses[502] === undefined) return true;
      return turn % (route.requestBody === undefined ? 32 : 8) === 0;
    }),
  ).flat();
}

/** An organization whose connector is the mock's, with records; nothing made up goes to a host that is not this machine. */
async function prepared(service: TestService, mock: MockErp): Promise<Knowledge> {
  await connectOrganization(service, organizationId, xledgerIntegration(mock));
  const path = `/v1/organizations/${organizationId}`;
  const asked = async (method: string, address: string, body?: unknown): Promise<string> => {
    const reply = await service.call<{ readonly id: string }>(method, path + address, globalAdmin, body);
    if (reply.status >= 300) throw new Error(`${address} was answered ${reply.status}: ${JSON.stringify(reply.body)}`);
    return reply.body.id;
  };
  const ids = [
    await asked('POST', '/syncs'),
    await asked('POST', '/approvals', anApproval({ sourceId: 'FUZZ-1' })),
    await asked('POST', '/approvals', anApproval({ sourceId: 'FUZZ-2' })),
    await asked('POST', '/reconciliations', { month: '2026-01' }),
    await firstLogId(service),
  ];
  // Connections to the mock in place of the document's example, which names a real accounting system.
  const bodies = { IntegrationChange: [xledgerIntegration(mock), businessCentralIntegration(mock)] };
  return { organizationId, ids, bodies, staysHere };
}

async function firstLogId(service: TestService): Promise<string> {
  const path = `/v1/organizations/${organizationId}/sync-logs`;
  const { body } = await service.call<{ readonly items: readonly { readonly id: string }[] }>('GET', path, globalAdmin);
  const [entry] = body.items;
  if (entry === undefined) throw new Error('That a connector was enabled should be in the sync log.');
  return entry.id;
}

/** Without an address a connector has the public one of its accounting system in mind. */
function staysHere(body: unknown): boolean {
  const { connector, settings } = Object(body);
  if (typeof connector !== 'string' || typeof settings !== 'object' || settings === null) return true;
  const has = (name: string) => typeof Object(settings)[name] === 'string';
  return has('endpoint') || (has('apiUrl') && has('authorityHost'));
}

/** Those that no made-up body satisfies: they need a tested connection, a record that failed, an alert, a database that is held, or a host that messages may go to. */
const neverTaken: ReadonlySet<string> = new Set([
  'switchIntegration',
  'requestSync',
  'retryRecord',
  'resolveRecord',
  'acknowledgeAlert',
  'acknowledgePlatformAlert',
  'releaseInstance',
  'createWebhookEndpoint',
  'saveWebhookEndpoint',
]);

/** Writes that were never answered with success, or never refused a body: the run would prove nothing about them. */
export function unproven({ seen }: FuzzReport, routes: readonly Route[]): readonly string[] {
  return routes.flatMap(({ operationId, requestBody }) => {
    const statuses = [...(seen.get(operationId) ?? [])];
    // What is read may not be there, as it depends on what the run has changed before.
    const isTaken = requestBody === undefined || statuses.some((it) => Number(it) < 300) || neverTaken.has(operationId);
    const isRefused = requestBody === undefined || statuses.includes(400);
    return isTaken && isRefused ? [] : [`${operationId}: ${statuses.join(', ')}`];
  });
}
