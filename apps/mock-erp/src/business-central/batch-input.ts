import { type Call, readSegments } from './call.ts';
import { BusinessCentralError, badRequest } from './errors.ts';
import { isRecord, readBody } from './json-body.ts';
import type { BusinessCentralSettings } from './settings.ts';

/** An item of a batch as it was sent. */
export interface BatchItem {
  /** `null` when none was sent. */
  readonly id: string | null;
  readonly dependsOn: readonly string[];
  readonly call: Call;
}

/** Reads the items of a JSON batch. @throws {BusinessCentralError} when it is none or too large. @source dynamics.md §9.3 and §10, 2026-11 */
export function readBatch(batch: Call, settings: BusinessCentralSettings): BatchItem[] {
  if (!(batch.headers['content-type'] ?? '').startsWith('application/json')) {
    throw new BusinessCentralError(415, 'BadRequest', 'Only JSON batches are supported.');
  }
  const requests: unknown = readBody(batch.body)['requests'];
  if (!Array.isArray(requests)) throw badRequest('The batch request has no requests.');
  if (requests.length > settings.batchLimit) {
    const message = `The batch contains ${requests.length} operations. At most ${settings.batchLimit} are allowed.`;
    throw new BusinessCentralError(500, 'Unknown', message);
  }
  return requests.map((request: unknown) => readItem(request, batch, settings));
}

function readItem(request: unknown, batch: Call, settings: BusinessCentralSettings): BatchItem {
  if (!isRecord(request)) throw badRequest('A request of the batch is no JSON object.');
  const { id, method, url, headers, body, dependsOn } = request;
  if (typeof method !== 'string' || typeof url !== 'string') {
    throw badRequest('A request of the batch has no method or url.');
  }
  if (request['atomicityGroup'] !== undefined && settings.atomicityGroup === 'refused') {
    throw badRequest('The atomicityGroup of a batch is not supported.');
  }
  const whole = new URL(`${batch.apiBase}/${url.replace(/^\//, '')}`);
  const path = decodeURIComponent(whole.pathname).slice(new URL(batch.apiBase).pathname.length);
  const dependencies: unknown[] = Array.isArray(dependsOn) ? dependsOn : [];
  return {
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : null,
    dependsOn: dependencies.map(String),
    call: {
      method: method.toUpperCase(),
      url: whole,
      apiBase: batch.apiBase,
      api: batch.api,
      segments: readSegments(path),
      headers: readHeaders(headers, body !== undefined, settings),
      body: bodyText(body),
    },
  };
}

function readHeaders(
  headers: unknown,
  hasBody: boolean,
  { pageSizeInBatch }: BusinessCentralSettings,
): Record<string, string> {
  const own = isRecord(headers) ? headers : {};
  const read = Object.entries(own)
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name, value]) => pageSizeInBatch === 'honoured' || name !== 'prefer' || !value.includes('maxpagesize'));
  // A body inside a JSON batch is JSON by nature.
  return { ...(hasBody ? { 'content-type': 'application/json' } : {}), ...Object.fromEntries(read) };
}

function bodyText(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
