import type { Answer } from '../answer.ts';
import type { Call, RestGateway } from './gateway.ts';
import type { ListPath } from './list-schemas.ts';
import { MASTER_ROWS, organisationOf } from './master-data.ts';
import { pageOfRows, refuseUnknownParameters } from './paging.ts';

/** `GET /v1/me`: whose token it is and what it may do. */
export function answerMe({ client, scopes, request }: Call): Answer {
  refuseUnknownParameters(request.query, []);
  const organisation = organisationOf(client.ownerDbId);
  return { status: 200, body: { clientId: client.clientId, organisation, scopes, currency: 'NOK' } };
}

/** One page of a master data list. */
export function answerList(path: ListPath, { client, request }: Call, gateway: RestGateway): Answer {
  refuseUnknownParameters(request.query, ['limit', 'cursor']);
  const { world, xledger, settings } = gateway;
  const context = { ownerDbId: client.ownerDbId, now: world.clock.now(), settings: xledger.settings };
  return { status: 200, body: pageOfRows(MASTER_ROWS[path](context), request.query, settings.pageLimit) };
}
