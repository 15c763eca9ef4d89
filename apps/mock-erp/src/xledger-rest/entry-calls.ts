import type { Answer } from '../answer.ts';
import { acceptEntry } from './accept-entry.ts';
import { bodyOf, type Call, type RestGateway } from './gateway.ts';
import { entriesNamed, entriesOf } from './journal-entries.ts';
import { pageOfRows, parameter, refuseUnknownParameters } from './paging.ts';
import { refusal } from './rest-error.ts';
import { readNewEntry } from './shape.ts';

/** `POST /v1/journal-entries`: 201 for a new entry, 200 with `Idempotency-Replayed` for a repeat. */
export function createEntry({ client, request }: Call, { world, xledger }: RestGateway): Answer {
  refuseUnknownParameters(request.query, []);
  const entry = readNewEntry({ contentType: request.headers['content-type'], body: bodyOf(request) });
  checkKey(request.headers['idempotency-key'], entry.externalId);
  const { queue, settings } = xledger;
  const accepted = acceptEntry(entry, { world, queue, settings, ownerDbId: client.ownerDbId });
  if (accepted.isReplay) return { status: 200, headers: { 'idempotency-replayed': 'true' }, body: accepted.entry };
  const location = `/xledger/rest/v1/journal-entries/${accepted.entry.id}`;
  return { status: 201, headers: { location }, body: accepted.entry };
}

/** `GET /v1/journal-entries`, all of them or those of one `externalId`. */
export function listEntries(call: Call, { settings, ...gateway }: RestGateway): Answer {
  const { query } = call.request;
  refuseUnknownParameters(query, ['externalId', 'limit', 'cursor']);
  const externalId = parameter(query, 'externalId');
  const found = entriesOfCaller(call, gateway, externalId);
  return { status: 200, body: pageOfRows(found, query, settings.pageLimit) };
}

/** `GET /v1/journal-entries/{id}`. */
export function getEntry(call: Call, gateway: RestGateway): Answer {
  refuseUnknownParameters(call.request.query, []);
  const { id = '' } = call.request.params;
  const found = entriesOfCaller(call, gateway).find((entry) => entry.id === id);
  if (found === undefined) throw refusal(404, 'not_found', `There is no journal entry ${id}.`);
  return { status: 200, body: found };
}

function entriesOfCaller(
  { client: { ownerDbId } }: Call,
  { world, xledger: { queue } }: Pick<RestGateway, 'world' | 'xledger'>,
  externalId?: string,
) {
  const books = { world, queue };
  const known = externalId === undefined ? entriesOf(ownerDbId, books) : entriesNamed(externalId, ownerDbId, books);
  return known.map(({ entry }) => entry);
}

function checkKey(key: string | string[] | undefined, externalId: string): void {
  if (key === undefined) throw refusal(400, 'missing_idempotency_key', 'The header Idempotency-Key is missing.');
  if (key !== externalId)
    throw refusal(400, 'idempotency_key_mismatch', 'The header Idempotency-Key differs from externalId.');
}
